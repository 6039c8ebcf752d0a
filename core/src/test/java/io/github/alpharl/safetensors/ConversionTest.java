package io.github.alpharl.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Stretches in another type against the rule for single elements. */
class ConversionTest {

  /** Bit patterns at and around every kind of corner, and many at random. */
  private static int[] patterns() {
    Random random = new Random(5);
    int[] bits = new int[100_003];
    for (int i = 0; i < bits.length; i++) {
      int upper = i % 7 == 0 ? 0x7F80 : random.nextInt(1 << 16);
      int lower =
          switch (i % 5) {
            case 0 -> 0x8000;
            case 1 -> 0x7FFF + random.nextInt(3);
            case 2 -> 0xFFFF;
            case 3 -> random.nextInt(4);
            default -> random.nextInt(1 << 16);
          };
      bits[i] = upper << 16 | lower;
    }
    return bits;
  }

  @Test
  void float32ToBfloat16IsThatOfSingleElements() {
    int[] bits = patterns();
    MemorySegment source = MemorySegment.ofArray(bits);
    MemorySegment target = MemorySegment.ofArray(new byte[2 * bits.length]);
    new Conversion(Dtype.F32, Dtype.BF16).convert(source, target);
    for (int i = 0; i < bits.length; i++) {
      short due = Elements.floatToBfloat16(Float.intBitsToFloat(bits[i]));
      short found = target.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i);
      assertThat(found).as("%x", bits[i]).isEqualTo(due);
    }
  }

  @Test
  void otherTypesAreRoundedOnce() {
    Random random = new Random(6);
    double[] values = random.doubles(70_001, -4, 4).toArray();
    MemorySegment source = MemorySegment.ofArray(values);
    for (Dtype dtype : new Dtype[] {Dtype.BF16, Dtype.F16, Dtype.F32}) {
      MemorySegment target = MemorySegment.ofArray(new byte[values.length * dtype.bytes()]);
      new Conversion(Dtype.F64, dtype).convert(source, target);
      for (int i = 0; i < values.length; i++) {
        assertThat(Elements.get(dtype, target, i)).isEqualTo(Elements.round(dtype, values[i]));
      }
    }
  }

  @Test
  void aRetypedTensorReadsLikeARoundedCopy() {
    int[] bits = new Random(7).ints(60).toArray();
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits((float) (bits[i] * 0x1p-31));
    }
    Tensor exact = Tensor.of("x", Dtype.F32, MemorySegment.ofArray(bits), 6, 10);
    Tensor view = RetypedMemory.of(exact, Dtype.BF16);
    assertThat(view.dtype()).isEqualTo(Dtype.BF16);
    assertThat(view.bytes()).isEqualTo(120);
    double[] row = new double[10];
    try (Arena arena = Arena.ofConfined()) {
      Tensor rows = view.rows(2, 5, arena);
      for (int i = 2; i < 5; i++) {
        view.row(i, row);
        for (int j = 0; j < 10; j++) {
          double due = Elements.round(Dtype.BF16, exact.get(10L * i + j));
          assertThat(row[j]).isEqualTo(due);
          assertThat(view.get(10L * i + j)).isEqualTo(due);
          assertThat(rows.get(10L * (i - 2) + j)).isEqualTo(due);
        }
      }
    }
    assertThat(RetypedMemory.of(view, Dtype.BF16)).isSameAs(view);
  }
}
