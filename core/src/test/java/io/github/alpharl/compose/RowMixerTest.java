package io.github.alpharl.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract of both mixers: the same bytes. */
class RowMixerTest {

  private static final int ROWS = 40;
  private static final int COLUMNS = 192;
  private static final double[] SPECIAL = {
    0.0,
    -0.0,
    0x1p-126,
    0x1p-127,
    0x1p-133,
    3e38,
    -3.38e38,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 0, 2", "0.4, 0.6, 0", "-1.5, 2.5, 1", "0.3, 0, 3"})
  void vectorsGiveTheBytesOfTheDefinition(double first, double second, int rank) {
    try (Arena arena = Arena.ofConfined()) {
      Random random = new Random(rank);
      List<Tensor> matrices = List.of(matrix(arena, random), matrix(arena, random));
      double[] factors = second == 0 ? new double[] {first} : new double[] {first, second};
      double[][] left = new double[rank][ROWS];
      float[][] right = new float[rank][COLUMNS];
      for (int k = 0; k < rank; k++) {
        left[k] = random.doubles(ROWS, -1, 1).toArray();
        for (int c = 0; c < COLUMNS; c++) {
          // Some sums lie just between two bfloat16 numbers.
          right[k][c] = c % 3 == 0 ? 0x1p-16f : (float) random.nextGaussian() * 0.01f;
        }
        left[k][3] = 1;
      }
      Mix mix = new Mix(matrices.subList(0, factors.length), factors, Dtype.BF16, left, right);
      RowMixer vectors = assertInstanceOf(Bfloat16RowMixer.class, RowMixer.of(mix));
      RowMixer definition = new RowMixer.ScalarRowMixer(mix);
      MemorySegment found = arena.allocate(2L * ROWS * COLUMNS, 8);
      MemorySegment expected = arena.allocate(2L * ROWS * COLUMNS, 8);
      vectors.rows(0, 3, found);
      vectors.rows(3, ROWS, found.asSlice(3 * 2L * COLUMNS));
      definition.rows(0, ROWS, expected);
      assertEquals(-1, expected.mismatch(found));
    }
  }

  /** Ordinary rows, and one in ten that holds what cannot be rounded by an addition. */
  private static Tensor matrix(Arena arena, Random random) {
    MemorySegment data = arena.allocate(2L * ROWS * COLUMNS, 8);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
      boolean odd = i / COLUMNS % 10 == 9 && random.nextInt(8) == 0;
      double value =
          odd
              ? SPECIAL[random.nextInt(SPECIAL.length)]
              : random.nextGaussian() * Math.pow(2, random.nextInt(-12, 3));
      Elements.set(Dtype.BF16, data, i, value);
    }
    return Tensor.of("w", Dtype.BF16, data, ROWS, COLUMNS);
  }
}
