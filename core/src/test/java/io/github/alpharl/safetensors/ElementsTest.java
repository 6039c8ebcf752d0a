package io.github.alpharl.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole arrays are rounded as single elements are. */
class ElementsTest {

  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    1.0,
    1 + 0x1p-9,
    1 + 0x3p-9,
    1 + 0x1p-9 + 0x1p-40,
    65504,
    65519.999,
    65520,
    1e39,
    -1e300,
    0x1p-149,
    0x1p-150,
    1e-310,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @ParameterizedTest
  @EnumSource(names = {"F64", "F32", "F16", "BF16"})
  void anArrayIsStoredAsItsElements(Dtype dtype) {
    double[] values = new double[5000];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] =
          i < SPECIAL.length
              ? SPECIAL[i]
              : random.nextGaussian() * Math.pow(2, random.nextInt(-60, 60));
    }
    byte[] whole = new byte[values.length * dtype.bytes()];
    byte[] single = new byte[whole.length];
    Elements.setAll(dtype, MemorySegment.ofArray(whole), values);
    for (int i = 0; i < values.length; i++) {
      Elements.set(dtype, MemorySegment.ofArray(single), i, values[i]);
    }
    assertEquals(-1, MemorySegment.ofArray(single).mismatch(MemorySegment.ofArray(whole)));
  }
}
