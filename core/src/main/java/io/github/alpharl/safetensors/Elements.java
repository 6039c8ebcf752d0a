package io.github.alpharl.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads and writes little-endian floating-point elements of a memory segment, one at a time. */
public final class Elements {

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Numbers below this stay finite when they are rounded to bfloat16. */
  private static final float BFLOAT16_LIMIT = 0x1.FEp127f;

  private Elements() {}

  /** Element {@code index} of {@code data}, exact for every one of the four float types. */
  public static double get(Dtype dtype, MemorySegment data, long index) {
    return switch (dtype) {
      case F64 -> data.get(DOUBLE, index * 8);
      case F32 -> data.get(FLOAT, index * 4);
      case F16 -> Float.float16ToFloat(data.get(SHORT, index * 2));
      case BF16 -> bfloat16ToFloat(data.get(SHORT, index * 2));
      default -> throw notFloat(dtype);
    };
  }

  /**
   * Elements {@code first} and on into {@code values}: whole stretches are faster than one by one.
   */
  public static void get(Dtype dtype, MemorySegment data, long first, double[] values) {
    switch (dtype) {
      case BF16 -> {
        short[] bits = new short[values.length];
        MemorySegment.copy(data, SHORT, 2 * first, bits, 0, bits.length);
        for (int i = 0; i < bits.length; i++) {
          values[i] = bfloat16ToFloat(bits[i]);
        }
      }
      case F32 -> {
        float[] floats = new float[values.length];
        MemorySegment.copy(data, FLOAT, 4 * first, floats, 0, floats.length);
        for (int i = 0; i < floats.length; i++) {
          values[i] = floats[i];
        }
      }
      case F16 -> {
        short[] bits = new short[values.length];
        MemorySegment.copy(data, SHORT, 2 * first, bits, 0, bits.length);
        for (int i = 0; i < bits.length; i++) {
          values[i] = Float.float16ToFloat(bits[i]);
        }
      }
      default -> {
        for (int i = 0; i < values.length; i++) {
          values[i] = get(dtype, data, first + i);
        }
      }
    }
  }

  /** Does {@link #round} to all {@code values}, in a loop of one type. */
  public static void roundAll(Dtype dtype, double[] values) {
    if (dtype == Dtype.BF16) {
      for (int i = 0; i < values.length; i++) {
        float single = (float) values[i];
        boolean exact = single == values[i] && Math.abs(single) < BFLOAT16_LIMIT;
        values[i] = exact ? nearestBfloat16(single) : round(dtype, values[i]);
      }
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = round(dtype, values[i]);
      }
    }
  }

  private static float nearestBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7FFF + ((bits >>> 16) & 1)) & 0xFFFF0000);
  }

  /** Stores {@code value} as element {@code index}, rounded once, to nearest with ties to even. */
  public static void set(Dtype dtype, MemorySegment data, long index, double value) {
    switch (dtype) {
      case F64 -> data.set(DOUBLE, index * 8, value);
      case F32 -> data.set(FLOAT, index * 4, (float) value);
      case F16 -> data.set(SHORT, index * 2, Float.floatToFloat16(roundToOdd(value)));
      case BF16 -> data.set(SHORT, index * 2, doubleToBfloat16(value));
      default -> throw notFloat(dtype);
    }
  }

  /**
   * Stores {@code values} from the first element of {@code data} on, each as {@link #set} does. The
   * type is looked at once and not for each element, which the JIT turns into much faster loops.
   */
  public static void setAll(Dtype dtype, MemorySegment data, double[] values) {
    switch (dtype) {
      case F64 -> MemorySegment.copy(values, 0, data, DOUBLE, 0, values.length);
      case F32 -> MemorySegment.copy(rounded(values), 0, data, FLOAT, 0, values.length);
      case F16 -> MemorySegment.copy(halves(values), 0, data, SHORT, 0, values.length);
      case BF16 -> MemorySegment.copy(bfloats(values), 0, data, SHORT, 0, values.length);
      default -> throw notFloat(dtype);
    }
  }

  private static float[] rounded(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static short[] halves(double[] values) {
    short[] bits = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = Float.floatToFloat16(roundToOdd(values[i]));
    }
    return bits;
  }

  private static short[] bfloats(double[] values) {
    short[] bits = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      bits[i] = doubleToBfloat16(values[i]);
    }
    return bits;
  }

  /**
   * {@code value} as one of {@code dtype} holds it: rounded once, to nearest with ties to even.
   * What is not finite, or would not be finite any more, stays as it is.
   */
  public static double round(Dtype dtype, double value) {
    double rounded =
        switch (dtype) {
          case F64 -> value;
          case F32 -> (float) value;
          case F16 -> Float.float16ToFloat(Float.floatToFloat16(roundToOdd(value)));
          case BF16 -> bfloat16ToFloat(doubleToBfloat16(value));
          default -> throw notFloat(dtype);
        };
    return Double.isInfinite(rounded) ? value : rounded;
  }

  /** The float whose upper half is {@code bits}. */
  public static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The nearest bfloat16, ties to even; NaN stays NaN, overflow becomes infinite. */
  public static short floatToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    int tieToEven = (bits >>> 16) & 1;
    return (short) ((bits + 0x7FFF + tieToEven) >>> 16);
  }

  /** Rounded once: rounding by way of a float errs only where that float is a tie. */
  private static short doubleToBfloat16(double value) {
    float nearest = (float) value;
    boolean tie = (Float.floatToRawIntBits(nearest) & 0xFFFF) == 0x8000;
    return floatToBfloat16(tie ? roundToOdd(value) : nearest);
  }

  /**
   * The float next to {@code value} whose last bit is set when inexact, so that a second rounding
   * to a narrower type gives what a single rounding from double would (Boldo and Melquiond 2008).
   */
  private static float roundToOdd(double value) {
    float nearest = (float) value;
    if (nearest == value || Double.isNaN(value) || Float.isInfinite(nearest)) {
      return nearest;
    }
    int bits = Float.floatToRawIntBits(nearest);
    if ((bits & 1) == 1) {
      return nearest;
    }
    boolean towardsZero = Math.abs((double) nearest) > Math.abs(value);
    return Float.intBitsToFloat(towardsZero ? bits - 1 : bits + 1);
  }

  private static IllegalArgumentException notFloat(Dtype dtype) {
    return new IllegalArgumentException(dtype + " is not a floating-point type");
  }
}
