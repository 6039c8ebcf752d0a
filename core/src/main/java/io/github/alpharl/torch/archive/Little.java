package io.github.alpharl.torch.archive;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Little-endian numbers anywhere in memory. */
final class Little {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Little() {}

  static int u16(MemorySegment data, long at) {
    return Short.toUnsignedInt(data.get(SHORT, at));
  }

  static int i32(MemorySegment data, long at) {
    return data.get(INT, at);
  }

  static long u32(MemorySegment data, long at) {
    return Integer.toUnsignedLong(data.get(INT, at));
  }

  static long i64(MemorySegment data, long at) {
    return data.get(LONG, at);
  }
}
