package io.github.alpharl.torch.archive;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Little-endian numbers anywhere in memory, also where it is brought first. */
final class Little {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Little() {}

  static int u16(MemorySegment data, long at) {
    return Short.toUnsignedInt(read(data, at, Short.BYTES).get(SHORT, 0));
  }

  static int i32(MemorySegment data, long at) {
    return read(data, at, Integer.BYTES).get(INT, 0);
  }

  static long u32(MemorySegment data, long at) {
    return Integer.toUnsignedLong(read(data, at, Integer.BYTES).get(INT, 0));
  }

  static long i64(MemorySegment data, long at) {
    return read(data, at, Long.BYTES).get(LONG, 0);
  }

  /** {@code count} bytes, which can be read. */
  static MemorySegment read(MemorySegment data, long at, long count) {
    return Residency.read(data.asSlice(at, count), Tensor.onHeap());
  }
}
