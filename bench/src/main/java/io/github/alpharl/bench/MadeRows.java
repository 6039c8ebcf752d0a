package io.github.alpharl.bench;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/** A bfloat16 matrix (m × n) whose rows are made on their way to the disk, on all cores. */
record MadeRows(int rows, int columns, Row row) implements TensorContent {

  private static final int CHUNK_BYTES = 8 << 20;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Fills row {@code i}. */
  interface Row {
    void fill(int i, float[] row);
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    int perChunk = Math.max(1, CHUNK_BYTES / (2 * columns));
    short[] bits = new short[Math.min(rows, perChunk) * columns];
    MemorySegment chunk = MemorySegment.ofArray(new byte[2 * bits.length]);
    for (int start = 0; start < rows; start += perChunk) {
      int first = start;
      int count = Math.min(perChunk, rows - start);
      IntStream.range(0, count).parallel().forEach(r -> make(first + r, bits, r * columns));
      MemorySegment.copy(bits, 0, chunk, SHORT, 0, count * columns);
      sink.write(chunk.asSlice(0, 2L * count * columns));
    }
  }

  private void make(int i, short[] bits, int at) {
    float[] made = new float[columns];
    row.fill(i, made);
    for (int c = 0; c < columns; c++) {
      bits[at + c] = Elements.floatToBfloat16(made[c]);
    }
  }
}
