package io.github.alpharl.compose;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.safetensors.Conversion;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor's content in another float type, rounded to the nearest value on its way to the disk.
 *
 * @param content in the type {@code from}
 */
record Converted(TensorContent content, Dtype from, Dtype to) implements TensorContent {

  /** Elements that are converted at a time by each of some threads. */
  private static final int SHARE = 1 << 16;

  /** Written before the next are converted, so from the cache. */
  private static final int SHARES = 16;

  /** Any thread but the present one: what is put together for one may not be read by others. */
  private static final Thread OTHER = Thread.ofPlatform().unstarted(() -> {});

  private static final int CHUNK = SHARES * SHARE;

  /** {@code content} itself where nothing is to be converted. */
  static TensorContent of(TensorContent content, Dtype from, Dtype to) {
    return from == to ? content : new Converted(content, from, to);
  }

  @Override
  public void writeTo(ByteSink sink) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment buffer = arena.allocate((long) CHUNK * to.bytes(), Long.BYTES);
      content.writeTo(bytes -> write(bytes, buffer, sink));
    }
  }

  private void write(MemorySegment bytes, MemorySegment buffer, ByteSink sink) throws IOException {
    long size = bytes.byteSize() / from.bytes();
    for (long start = 0; start < size; start += CHUNK) {
      long count = Math.min(CHUNK, size - start);
      MemorySegment some = buffer.asSlice(0, count * to.bytes());
      convert(bytes.asSlice(start * from.bytes(), count * from.bytes()), some, (int) count);
      sink.write(some);
    }
  }

  private void convert(MemorySegment source, MemorySegment target, int count) {
    IntStream shares = IntStream.range(0, Math.ceilDiv(count, SHARE));
    (source.isAccessibleBy(OTHER) ? shares.parallel() : shares)
        .forEach(
            share -> {
              long first = (long) share * SHARE;
              long length = Math.min(SHARE, count - first);
              new Conversion(from, to)
                  .convert(
                      source.asSlice(first * from.bytes(), length * from.bytes()),
                      target.asSlice(first * to.bytes(), length * to.bytes()));
            });
  }

  @Override
  public List<MemorySegment> reads() {
    return content.reads();
  }
}
