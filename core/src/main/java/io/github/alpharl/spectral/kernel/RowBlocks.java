package io.github.alpharl.spectral.kernel;

import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorMemory;
import java.lang.foreign.Arena;
import java.util.TreeSet;

/**
 * The piece of two matrices in which the rows at hand lie. Matrices may lie in blocks, as the
 * shards of a training do: blocks of rows are read where they lie; rows on both sides of a border,
 * and rows whose columns are cut, are put together. Kernels add up in the same order in any case,
 * so that their sums do not depend on where blocks end.
 */
final class RowBlocks implements AutoCloseable {

  private final WeightPair all;
  private final TreeSet<Integer> cuts = new TreeSet<>();
  private Arena arena;
  private WeightPair piece;
  private int from;
  private int to;

  RowBlocks(WeightPair all) {
    this.all = all;
    addCuts(all.base());
    addCuts(all.step());
    if (isWhole(all.base()) && isWhole(all.step())) {
      piece = all;
      to = all.rows();
    }
  }

  private static boolean isWhole(Tensor tensor) {
    return tensor.memory() instanceof TensorMemory.Whole;
  }

  private static long rowBytes(Tensor tensor) {
    return tensor.shape().getLast() * tensor.dtype().bytes();
  }

  private void addCuts(Tensor tensor) {
    long row = Math.max(1, rowBytes(tensor));
    tensor.memory().cuts().forEach(cut -> cuts.add(Math.toIntExact(Math.ceilDiv(cut, row))));
  }

  /**
   * A piece with the rows {@code row … row + rows − 1}, valid until the next call.
   *
   * @param end the last row that is of use soon, plus 1
   */
  WeightPair hold(int row, int rows, int end) {
    if (row < from || row + rows > to) {
      close();
      Integer cut = cuts.higher(row);
      int until = cut == null ? all.rows() : cut;
      if (!isInPlace(all.base(), row, until) || !isInPlace(all.step(), row, until)) {
        until = Math.min(until, end);
      }
      from = row;
      to = Math.max(row + rows, until);
      arena = Arena.ofConfined();
      piece = new WeightPair(all.base().rows(from, to, arena), all.step().rows(from, to, arena));
    }
    return piece;
  }

  private static boolean isInPlace(Tensor tensor, int from, int to) {
    long row = rowBytes(tensor);
    return tensor.memory().isInPlace(from * row, to * row);
  }

  /** The row of the matrices that is the first of the piece. */
  int first() {
    return from;
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    }
  }
}
