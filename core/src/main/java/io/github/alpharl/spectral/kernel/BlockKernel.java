package io.github.alpharl.spectral.kernel;

import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorMemory;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.TreeSet;

/**
 * Sweeps matrices that lie in blocks, as the shards of a training do: blocks of rows are swept one
 * after the other where they lie; where columns are cut, some rows at a time are put together. At
 * no time is there a copy of more.
 *
 * @param inner the kernel for matrices in one piece
 */
record BlockKernel(UpdateKernel inner) implements UpdateKernel {

  /** Rows that are put together at a time: those that a kernel flushes at once. */
  private static final int COPIED_ROWS = 256;

  @Override
  public void sweep(
      WeightPair pair,
      List<RowRange> ranges,
      double[][] x,
      double[][] y,
      double[][] z,
      Tally tally) {
    if (isWhole(pair.base()) && isWhole(pair.step())) {
      inner.sweep(pair, ranges, x, y, z, tally);
      return;
    }
    TreeSet<Integer> cuts = new TreeSet<>();
    addCuts(pair.base(), cuts);
    addCuts(pair.step(), cuts);
    for (RowRange range : ranges) {
      int from = range.from();
      while (from < range.to()) {
        Integer cut = cuts.higher(from);
        int to = cut == null ? range.to() : Math.min(cut, range.to());
        if (!isInPlace(pair.base(), from, to) || !isInPlace(pair.step(), from, to)) {
          to = Math.min(to, from + COPIED_ROWS);
        }
        sweepPiece(pair, from, to, x, y, z, tally);
        from = to;
      }
    }
  }

  private static boolean isWhole(Tensor tensor) {
    return tensor.memory() instanceof TensorMemory.Whole;
  }

  private static long rowBytes(Tensor tensor) {
    return tensor.shape().getLast() * tensor.dtype().bytes();
  }

  private static void addCuts(Tensor tensor, TreeSet<Integer> cuts) {
    for (long cut : tensor.memory().cuts()) {
      cuts.add(Math.toIntExact(Math.ceilDiv(cut, rowBytes(tensor))));
    }
  }

  private static boolean isInPlace(Tensor tensor, int from, int to) {
    long row = rowBytes(tensor);
    return tensor.memory().isInPlace(from * row, to * row);
  }

  private void sweepPiece(
      WeightPair pair, int from, int to, double[][] x, double[][] y, double[][] z, Tally tally) {
    double[][] part = new double[y.length][to - from];
    try (Arena arena = Arena.ofConfined()) {
      WeightPair rows =
          new WeightPair(pair.base().rows(from, to, arena), pair.step().rows(from, to, arena));
      inner.sweep(rows, List.of(new RowRange(0, to - from)), x, part, z, tally);
    }
    for (int j = 0; j < y.length; j++) {
      System.arraycopy(part[j], 0, y[j], from, to - from);
    }
  }
}
