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
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/**
 * origin + Σ_k left_k · right_kᵀ, row by row, rounded once to the type that is written. Rows of a
 * chunk are shared by all cores while the chunk before is written, so that the disk stays the
 * slowest part.
 */
record PatchedMatrix(Tensor origin, Dtype dtype, double[][] left, float[][] right)
    implements TensorContent {

  private static final int CHUNK_BYTES = 8 << 20;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    origin.preload();
    int rows = Math.toIntExact(origin.shape().get(0));
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
    return Math.toIntExact(origin.shape().get(1));
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
    double[] row = new double[columns()];
    read(i, row);
    for (int k = 0; k < left.length; k++) {
      double factor = left[k][i];
      float[] v = right[k];
      for (int c = 0; c < row.length; c++) {
        row[c] += factor * v[c];
      }
    }
    Elements.setAll(dtype, target, row);
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
