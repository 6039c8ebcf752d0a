package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.ByteSink;
import io.github.alpharl.checkpoint.Dtype;
import io.github.alpharl.checkpoint.Elements;
import io.github.alpharl.checkpoint.Tensor;
import io.github.alpharl.checkpoint.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/**
 * Σ_t factor_t · W_t + Σ_k left_k · right_kᵀ, row by row, rounded once to the type that is written.
 * Rows of a chunk are shared by all cores while the chunk before is written, so that the disk stays
 * the slowest part; a row needs memory for two, however many matrices are mixed.
 *
 * @param matrices of one shape (m × n)
 * @param factors one for each of them
 */
record Mix(List<Tensor> matrices, double[] factors, Dtype dtype, double[][] left, float[][] right)
    implements TensorContent {

  private static final int CHUNK_BYTES = 8 << 20;

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    matrices.forEach(Tensor::preload);
    int rows = Math.toIntExact(matrices.getFirst().shape().get(0));
    int rowBytes = Math.multiplyExact(columns(), dtype.bytes());
    int perChunk = Math.max(1, CHUNK_BYTES / Math.max(1, rowBytes));
    byte[][] buffers = new byte[2][Math.min(rows, perChunk) * rowBytes];
    ForkJoinTask<?> filling = fill(buffers[0], 0, Math.min(perChunk, rows));
    try {
      for (int start = 0, turn = 0; start < rows; start += perChunk, turn = 1 - turn) {
        filling.join();
        int end = Math.min(rows, start + perChunk);
        filling = fill(buffers[1 - turn], end, Math.min(rows, end + perChunk));
        sink.write(
            MemorySegment.ofArray(buffers[turn]).asSlice(0, (end - start) * (long) rowBytes));
      }
    } finally {
      filling.quietlyJoin();
    }
  }

  private int columns() {
    return Math.toIntExact(matrices.getFirst().shape().get(1));
  }

  /**
   * Starts to compute the rows {@code from ≤ i < to}, while others are on their way to the disk.
   */
  private ForkJoinTask<?> fill(byte[] buffer, int from, int to) {
    int rowBytes = columns() * dtype.bytes();
    MemorySegment chunk = MemorySegment.ofArray(buffer);
    return ForkJoinTask.adapt(
            () ->
                IntStream.range(from, to)
                    .parallel()
                    .forEach(i -> row(i, chunk.asSlice((i - from) * (long) rowBytes, rowBytes))))
        .fork();
  }

  private void row(int i, MemorySegment target) {
    double[] row = mixed(i);
    for (int k = 0; k < left.length; k++) {
      double factor = left[k][i];
      float[] v = right[k];
      for (int c = 0; c < row.length; c++) {
        row[c] += factor * v[c];
      }
    }
    Elements.setAll(dtype, target, row);
  }

  private double[] mixed(int i) {
    double[] sum = new double[columns()];
    if (factors.length == 1 && factors[0] == 1) {
      matrices.getFirst().row(i, sum); // exact, also for infinite entries
      return sum;
    }
    double[] row = new double[sum.length];
    for (int t = 0; t < factors.length; t++) {
      matrices.get(t).row(i, row);
      for (int c = 0; c < sum.length; c++) {
        sum[c] += factors[t] * row[c];
      }
    }
    return sum;
  }
}
