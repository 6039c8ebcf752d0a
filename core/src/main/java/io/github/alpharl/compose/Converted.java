package io.github.alpharl.compose;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.Conversion;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A tensor's content in another float type, rounded to the nearest value on its way to the disk.
 *
 * @param content in the type {@code from}
 */
record Converted(TensorContent content, Dtype from, Dtype to) implements TensorContent {

  /** Elements that are converted and written at a time, from and to the processor's cache. */
  private static final int CHUNK = 1 << 18;

  /** {@code content} itself where nothing is to be converted. */
  static TensorContent of(TensorContent content, Dtype from, Dtype to) {
    return from == to ? content : new Converted(content, from, to);
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    Conversion conversion = new Conversion(from, to);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate((long) CHUNK * to.bytes(), Long.BYTES);
      content.writeTo(bytes -> write(bytes, conversion, buffer, sink));
    }
  }

  private void write(
      MemorySegment bytes, Conversion conversion, MemorySegment buffer, ByteSink sink)
      throws IOException {
    long size = bytes.byteSize() / from.bytes();
    for (long start = 0; start < size; start += CHUNK) {
      long count = Math.min(CHUNK, size - start);
      MemorySegment some = buffer.asSlice(0, count * to.bytes());
      conversion.convert(bytes.asSlice(start * from.bytes(), count * from.bytes()), some);
      sink.write(some);
    }
  }

  @Override
  public List<MemorySegment> reads() {
    return content.reads();
  }
}
