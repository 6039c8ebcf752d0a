package io.github.alpharl.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Stretches of elements in another float type, each rounded to the nearest value, ties to even.
 * Float32 to bfloat16, trainers' masters to what they merge into, goes by integers alone.
 */
public final class Conversion {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int CHUNK = 1 << 12;
  private static final int INFINITE = 0x7F800000;

  private final Dtype from;
  private final Dtype to;
  private final int[] singles;
  private final short[] halves;
  private final double[] values;

  /** Of {@code from} to {@code to}, with buffers of its own, so for one thread. */
  public Conversion(Dtype from, Dtype to) {
    boolean direct = from == Dtype.F32 && to == Dtype.BF16;
    this.from = from;
    this.to = to;
    this.singles = new int[direct ? CHUNK : 0];
    this.halves = new short[direct ? CHUNK : 0];
    this.values = new double[direct ? 0 : CHUNK];
  }

  /** Elements of {@code source} into {@code target}, as many as this holds. */
  public void convert(MemorySegment source, MemorySegment target) {
    long count = target.byteSize() / to.bytes();
    for (long first = 0; first < count; first += CHUNK) {
      int length = (int) Math.min(CHUNK, count - first);
      if (values.length == 0) {
        MemorySegment.copy(source, INT, 4 * first, singles, 0, length);
        narrow(singles, halves, length);
        MemorySegment.copy(halves, 0, target, SHORT, 2 * first, length);
      } else {
        double[] some = length == CHUNK ? values : new double[length];
        Elements.get(from, source, first, some);
        Elements.setAll(to, target.asSlice(first * to.bytes(), (long) length * to.bytes()), some);
      }
    }
  }

  /**
   * Without a branch and in two loops, each of which runs by vectors. NaN, whose bits might round
   * up to 0, is kept.
   */
  private static void narrow(int[] singles, short[] halves, int length) {
    for (int i = 0; i < length; i++) {
      int bits = singles[i];
      int rounded = bits + 0x7FFF + ((bits >>> 16) & 1);
      int nan = (INFINITE - (bits & 0x7FFFFFFF)) >> 31;
      singles[i] = ((rounded & ~nan) | ((bits | 0x400000) & nan)) >> 16;
    }
    for (int i = 0; i < length; i++) {
      halves[i] = (short) singles[i];
    }
  }
}
