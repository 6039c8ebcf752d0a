package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.ByteSink;
import io.github.alpharl.checkpoint.Dtype;
import io.github.alpharl.checkpoint.Elements;
import io.github.alpharl.checkpoint.Tensor;
import io.github.alpharl.checkpoint.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Σ_t factor_t · W_t + Σ_k left_k · right_kᵀ, row by row, rounded once to the type that is written.
 * Rows of a chunk are shared by all cores, so that the disk stays the slowest part; a row needs
 * memory for two, however many matrices are mixed.
 *
 * @param matrices of one shape (m × n)
 * @param factors one for each of them
 */
record Mix(List<Tensor> matrices, double[] factors, Dtype dtype, double[][] left, float[][] right)
    implements TensorContent {

  private static final int CHUNK_BYTES = 8 << 20;

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    int rows = Math.toIntExact(matrices.getFirst().shape().get(0));
    int columns = Math.toIntExact(matrices.getFirst().shape().get(1));
    int rowBytes = Math.multiplyExact(columns, dtype.bytes());
    int perChunk = Math.max(1, CHUNK_BYTES / Math.max(1, rowBytes));
    byte[] buffer = new byte[Math.min(rows, perChunk) * rowBytes];
    MemorySegment chunk = MemorySegment.ofArray(buffer);
    for (int start = 0; start < rows; start += perChunk) {
      int first = start;
      int count = Math.min(perChunk, rows - start);
      IntStream.range(0, count)
          .parallel()
          .forEach(r -> row(first + r, columns, chunk.asSlice((long) r * rowBytes, rowBytes)));
      sink.write(chunk.asSlice(0, (long) count * rowBytes));
    }
  }

  private void row(int i, int columns, MemorySegment target) {
    double[] row = mixed(i, columns);
    for (int k = 0; k < left.length; k++) {
      double factor = left[k][i];
      float[] v = right[k];
      for (int c = 0; c < columns; c++) {
        row[c] += factor * v[c];
      }
    }
    for (int c = 0; c < columns; c++) {
      Elements.set(dtype, target, c, row[c]);
    }
  }

  private double[] mixed(int i, int columns) {
    double[] sum = new double[columns];
    if (factors.length == 1 && factors[0] == 1) {
      matrices.getFirst().row(i, sum); // exact, also for infinite entries
      return sum;
    }
    double[] row = new double[columns];
    for (int t = 0; t < factors.length; t++) {
      matrices.get(t).row(i, row);
      for (int c = 0; c < columns; c++) {
        sum[c] += factors[t] * row[c];
      }
    }
    return sum;
  }
}
