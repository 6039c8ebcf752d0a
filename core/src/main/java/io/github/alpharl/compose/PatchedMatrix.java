package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.ByteSink;
import io.github.alpharl.checkpoint.Dtype;
import io.github.alpharl.checkpoint.Elements;
import io.github.alpharl.checkpoint.Tensor;
import io.github.alpharl.checkpoint.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * origin + Σ_k left_k · right_kᵀ, row by row, rounded once to the type that is written. Rows of a
 * chunk are shared by all cores, so that the disk stays the slowest part.
 */
record PatchedMatrix(Tensor origin, Dtype dtype, double[][] left, float[][] right)
    implements TensorContent {

  private static final int CHUNK_BYTES = 8 << 20;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    int rows = Math.toIntExact(origin.shape().get(0));
    int columns = Math.toIntExact(origin.shape().get(1));
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
    double[] row = new double[columns];
    read(i, row);
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

  private void read(int i, double[] row) {
    if (origin.dtype() != Dtype.BF16) {
      for (int c = 0; c < row.length; c++) {
        row[c] = origin.get((long) i * row.length + c);
      }
      return;
    }
    short[] bits = new short[row.length];
    MemorySegment.copy(origin.data(), SHORT, 2L * i * row.length, bits, 0, bits.length);
    for (int c = 0; c < row.length; c++) {
      row[c] = Elements.bfloat16ToFloat(bits[c]);
    }
  }
}
