package io.github.alpharl.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.spectral.kernel.RowRange;
import io.github.alpharl.spectral.kernel.ScalarUpdateKernel;
import io.github.alpharl.spectral.kernel.Tally;
import io.github.alpharl.spectral.kernel.UpdateKernel;
import io.github.alpharl.spectral.kernel.VectorUpdateKernel;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import io.github.alpharl.vector.DenseVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a sweep, for both kernels, against a plain float64 reference. */
class UpdateKernelTest {

  private static final List<Dtype> FLOATS = List.of(Dtype.F64, Dtype.F32, Dtype.F16, Dtype.BF16);
  private static final int[][] SHAPES = {
    {1, 1}, {1, 37}, {37, 1}, {3, 16}, {4, 17}, {5, 31}, {7, 33}, {9, 64}, {270, 50}, {515, 129}
  };

  static List<Arguments> kernelsAndShapes() {
    List<Arguments> all = new ArrayList<>();
    for (UpdateKernel kernel : List.of(new ScalarUpdateKernel(), new VectorUpdateKernel())) {
      for (int[] shape : SHAPES) {
        all.add(Arguments.of(kernel, shape[0], shape[1]));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("kernelsAndShapes")
  void everyPairOfTypes(UpdateKernel kernel, int rows, int columns) {
    Random random = new Random(rows * 1000L + columns);
    for (Dtype base : FLOATS) {
      for (Dtype step : FLOATS) {
        for (int k : new int[] {1, 2, 3, 4, 5, 8}) {
          check(kernel, Matrices.random(base, step, rows, columns, random::nextGaussian), k);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndShapes")
  void aStepThatOnlyRoundsTheBaseHasNoUpdate(UpdateKernel kernel, int rows, int columns) {
    Random random = new Random(rows + columns);
    DoubleSupplier values =
        () ->
            switch (random.nextInt(6)) {
              case 0 -> Float.intBitsToFloat(0x3F808000 | random.nextInt(2) << 16); // a tie
              case 1 -> random.nextGaussian() * 1e-39;
              case 2 -> 0;
              default -> random.nextGaussian();
            };
    for (Dtype step : List.of(Dtype.BF16, Dtype.F16, Dtype.F32)) {
      for (Dtype base : List.of(Dtype.F64, Dtype.F32, Dtype.F16)) {
        if (base.bits() < step.bits() || base == step) {
          continue;
        }
        WeightPair pair = Matrices.random(base, step, rows, columns, values);
        for (long i = 0; i < pair.base().size(); i++) {
          Elements.set(step, pair.step().data(), i, pair.base().get(i));
        }
        Tally tally = new Tally();
        double[][] x = random(2, columns, random);
        double[][] z = new double[2][columns];
        kernel.sweep(pair, rows(0, rows), x, new double[2][rows], z, tally);
        assertThat(tally.unchanged()).as(base + " to " + step).isEqualTo((long) rows * columns);
        assertThat(tally.sumOfSquares()).isZero();
        assertThat(z[1]).containsOnly(0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndShapes")
  void whatRoundingCannotHoldStaysAsItIs(UpdateKernel kernel, int rows, int columns) {
    double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE};
    for (double value : odd) {
      WeightPair pair = Matrices.random(Dtype.F32, Dtype.BF16, rows, columns, () -> value);
      Elements.setAll(Dtype.BF16, pair.step().data(), new double[rows * columns]);
      double[][] y = new double[1][rows];
      double[][] z = new double[1][columns];
      Tally tally = new Tally();
      kernel.sweep(pair, rows(0, rows), new double[1][columns], y, z, tally);
      assertThat(Double.compare(pair.entry(0, 0), 0 - value)).isZero();
      if (!Double.isFinite(value)) {
        assertThat(tally.sumOfSquares()).isNotFinite();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernelsAndShapes")
  void mixedMagnitudesAndSigns(UpdateKernel kernel, int rows, int columns) {
    Random random = new Random(7);
    DoubleSupplier values =
        () -> (random.nextBoolean() ? 1 : -1) * Math.pow(10, random.nextInt(-6, 5));
    check(kernel, Matrices.random(Dtype.BF16, Dtype.BF16, rows, columns, values), 4);
    check(kernel, Matrices.random(Dtype.F32, Dtype.F32, rows, columns, values), 4);
  }

  @ParameterizedTest
  @MethodSource("kernelsAndShapes")
  void denormals(UpdateKernel kernel, int rows, int columns) {
    Random random = new Random(8);
    DoubleSupplier values = () -> random.nextInt(-100, 100) * 1e-40;
    WeightPair pair = Matrices.random(Dtype.BF16, Dtype.F32, rows, columns, values);
    check(kernel, pair, 2);
  }

  @Test
  void onlyItsOwnRowsAndAddsToZ() {
    Random random = new Random(9);
    WeightPair pair = Matrices.random(Dtype.BF16, Dtype.BF16, 23, 40, random::nextGaussian);
    double[][] x = random(2, 40, random);
    double[][] whole = new double[2][23];
    double[][] wholeZ = new double[2][40];
    new VectorUpdateKernel().sweep(pair, rows(0, 23), x, whole, wholeZ, null);
    double[][] parts = new double[2][23];
    double[][] partsZ = new double[2][40];
    new VectorUpdateKernel().sweep(pair, rows(0, 9), x, parts, partsZ, null);
    assertThat(parts[1][9]).isZero();
    new VectorUpdateKernel().sweep(pair, rows(9, 23), x, parts, partsZ, null);
    assertThat(parts).isDeepEqualTo(whole);
    for (int c = 0; c < 40; c++) {
      assertThat(partsZ[1][c]).isCloseTo(wholeZ[1][c], within(1e-4));
    }
  }

  private static List<RowRange> rows(int from, int to) {
    return List.of(new RowRange(from, to));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void severalRangesOfRows(int threads) {
    Random random = new Random(11);
    WeightPair pair = Matrices.random(Dtype.BF16, Dtype.BF16, 1001, 40, random::nextGaussian);
    double[][] x = random(2, 40, random);
    double[][] y = new double[2][1001];
    double[][] z = new double[2][40];
    List<RowRange> ranges = RowRange.groups(1001, 12, 5);
    assertThat(ranges).hasSize(17).endsWith(new RowRange(960, 972));
    for (RowRange range : ranges) {
      new ScalarUpdateKernel().sweep(pair, List.of(range), x, y, z, null);
    }
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      GramOperator.Images images =
          UpdateOperator.sample(pair, new VectorUpdateKernel(), Workers.of(pool), 12, 5).apply(x);
      for (int j = 0; j < 2; j++) {
        assertThat(images.y()[j]).containsExactly(y[j], within(1e-3));
        assertThat(images.y()[j][12]).isZero();
        assertThat(images.z()[j]).containsExactly(z[j], within(1e-1));
      }
    }
  }

  /** Sums in a fixed order: interpreted code and what the JIT makes of it give the same bits. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void sameBitsWhileTheJitCompilesIt(int k) {
    Random random = new Random(10);
    WeightPair pair = Matrices.random(Dtype.BF16, Dtype.BF16, 8, 96, random::nextGaussian);
    double[][] x = random(k, 96, random);
    List<Double> first = sums(pair, x);
    for (int i = 0; i < 5_000; i++) {
      assertThat(sums(pair, x)).isEqualTo(first);
    }
  }

  private static List<Double> sums(WeightPair pair, double[][] x) {
    double[][] y = new double[x.length][pair.rows()];
    double[][] z = new double[x.length][pair.columns()];
    Tally tally = new Tally();
    new VectorUpdateKernel().sweep(pair, rows(0, pair.rows()), x, y, z, tally);
    List<Double> sums = new ArrayList<>(List.of(tally.sumOfSquares()));
    for (int j = 0; j < x.length; j++) {
      sums.addAll(Arrays.stream(y[j]).boxed().toList());
      sums.addAll(Arrays.stream(z[j]).boxed().toList());
    }
    return sums;
  }

  private static void check(UpdateKernel kernel, WeightPair pair, int k) {
    double[][] x = random(k, pair.columns(), new Random(k));
    double[][] y = new double[k][pair.rows()];
    double[][] z = new double[k][pair.columns()];
    Tally tally = new Tally();
    kernel.sweep(pair, rows(0, pair.rows()), x, y, z, tally);
    double squares = 0;
    long zeros = 0;
    for (int i = 0; i < pair.rows(); i++) {
      for (int c = 0; c < pair.columns(); c++) {
        squares += pair.entry(i, c) * pair.entry(i, c);
        zeros += pair.entry(i, c) == 0 ? 1 : 0;
      }
    }
    double norm = Math.sqrt(squares);
    assertThat(tally.unchanged()).isEqualTo(zeros);
    assertThat(Math.sqrt(tally.sumOfSquares())).isCloseTo(norm, within(2e-6 * norm + 1e-21));
    for (int j = 0; j < k; j++) {
      checkVector(pair, x[j], y[j], z[j], norm);
    }
  }

  /** Float32 sums are allowed an error of 1e-5 of ‖ΔW‖‖x‖, float64 ones pass with ease. */
  private static void checkVector(
      WeightPair pair, double[] x, double[] y, double[] z, double norm) {
    double length = DenseVectors.norm(x);
    double[] expectedZ = new double[z.length];
    for (int i = 0; i < y.length; i++) {
      double expected = 0;
      for (int c = 0; c < x.length; c++) {
        expected += pair.entry(i, c) * x[c];
      }
      assertThat(y[i]).isCloseTo(expected, within(1e-5 * norm * length + 1e-44));
      for (int c = 0; c < x.length; c++) {
        expectedZ[c] += pair.entry(i, c) * expected;
      }
    }
    for (int c = 0; c < z.length; c++) {
      assertThat(z[c]).isCloseTo(expectedZ[c], within(1e-5 * norm * norm * length + 1e-44));
    }
  }

  private static double[][] random(int k, int length, Random random) {
    double[][] x = new double[k][length];
    for (double[] vector : x) {
      for (int c = 0; c < length; c++) {
        vector[c] = random.nextGaussian();
      }
    }
    return x;
  }
}
