package io.github.alpharl.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.spectral.kernel.NonFiniteException;
import io.github.alpharl.spectral.kernel.ScalarUpdateKernel;
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
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The solver against EJML's full decomposition on planted spectra of every kind. */
class SubspaceSolverTest {

  /** A spectrum to plant. */
  record Spectrum(String kind, int rows, int columns, double[] sigma, long seed) {

    @Override
    public String toString() {
      return kind + " " + rows + "×" + columns + " #" + seed;
    }
  }

  static List<Spectrum> spectra() {
    List<Spectrum> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Random random = new Random(i);
      int rows = random.nextInt(1, 120);
      int columns = random.nextInt(1, 120);
      int side = Math.min(rows, columns);
      all.add(spectrum("dominant", rows, columns, side, i, j -> j == 0 ? 3 : random.nextDouble()));
      all.add(spectrum("flat", rows, columns, side, i, j -> 1 - 1e-3 * random.nextDouble()));
      all.add(spectrum("pairs", rows, columns, side, i, j -> 1.0 / (1 + j / 2)));
      all.add(spectrum("deficient", rows, columns, Math.min(side, 3), i, j -> 2.0 - j / 2.0));
      all.add(spectrum("tiny", rows, columns, side, i, j -> 1e-12 / (1 + j)));
      all.add(spectrum("huge", rows, columns, side, i, j -> 1e12 / (1 + j)));
    }
    return all;
  }

  private static Spectrum spectrum(
      String kind,
      int rows,
      int columns,
      int count,
      long seed,
      java.util.function.IntToDoubleFunction values) {
    double[] sigma = IntStream.range(0, count).mapToDouble(values).toArray();
    return new Spectrum(kind, rows, columns, sigma, seed);
  }

  @ParameterizedTest
  @MethodSource("spectra")
  void agreesWithFullDecomposition(Spectrum planted) {
    WeightPair pair =
        Matrices.withSpectrum(
            Dtype.F32, planted.rows(), planted.columns(), planted.sigma(), planted.seed());
    double[] expected = singularValues(pair);
    for (int rank : new int[] {1, 3, Math.min(planted.rows(), planted.columns())}) {
      SpectralOptions options = SpectralOptions.DEFAULT.withRank(rank);
      TopSubspace found = new SubspaceSolver(options, Workers.SERIAL).solve(pair, List.of());
      check(pair, found, expected, 1e-9);
      assertThat(found.triplets()).hasSize(Math.min(rank, expected.length));
    }
  }

  @ParameterizedTest
  @MethodSource("spectra")
  void krylovAlone(Spectrum planted) {
    WeightPair pair =
        Matrices.withSpectrum(
            Dtype.F32, planted.rows(), planted.columns(), planted.sigma(), planted.seed());
    double[] expected = singularValues(pair);
    boolean underflows = expected[0] < 1e-6; // as squares, in float32
    UpdateKernel kernel = underflows ? new ScalarUpdateKernel() : new VectorUpdateKernel();
    GramOperator operator = UpdateOperator.whole(pair, kernel, Workers.SERIAL);
    BlockKrylov krylov = new BlockKrylov(operator, 1, 1e-6);
    List<double[]> start = new ArrayList<>();
    Random random = new Random(planted.seed());
    for (int j = 0; j < krylov.block(); j++) {
      start.add(random.doubles(planted.columns(), -1, 1).toArray());
    }
    SingularTriplet top = krylov.run(start, 1e-4, 200).triplets().getFirst();
    // A residual bounds the error of σ; within a cluster no more can be said.
    assertThat(top.sigma()).isCloseTo(expected[0], within(1.1e-4 * expected[0]));
    assertThat(trueResidual(pair, top)).isLessThan(1.1e-4);
    assertThat(top.residual()).isCloseTo(trueResidual(pair, top), within(2e-6));
  }

  private static void check(
      WeightPair pair, TopSubspace found, double[] expected, double tolerance) {
    double norm = Math.sqrt(Arrays.stream(expected).map(s -> s * s).sum());
    assertThat(found.norm()).isCloseTo(norm, within(1e-6 * norm));
    for (int i = 0; i < found.triplets().size(); i++) {
      SingularTriplet triplet = found.triplets().get(i);
      assertThat(triplet.sigma()).isCloseTo(expected[i], within(tolerance * expected[0] + 1e-300));
      if (triplet.sigma() > 1e-6 * expected[0]) {
        assertThat(DenseVectors.norm(triplet.u())).isCloseTo(1, within(1e-6));
        assertThat(DenseVectors.norm(triplet.v())).isCloseTo(1, within(1e-6));
        assertThat(trueResidual(pair, triplet)).isLessThan(triplet.residual() + 1e-7);
      }
    }
    if (expected.length > 1 && expected[0] > 0 && found.triplets().size() > 1) {
      assertThat(found.gap()).isCloseTo(expected[1] / expected[0], within(1e-6));
    }
  }

  /** ‖ΔWᵀu − σv‖/σ in float64. */
  private static double trueResidual(WeightPair pair, SingularTriplet triplet) {
    double[] residual = new double[pair.columns()];
    for (int i = 0; i < pair.rows(); i++) {
      for (int c = 0; c < pair.columns(); c++) {
        residual[c] += pair.entry(i, c) * triplet.u()[i];
      }
    }
    DenseVectors.addScaled(residual, -triplet.sigma(), triplet.v());
    return DenseVectors.norm(residual) / triplet.sigma();
  }

  private static double[] singularValues(WeightPair pair) {
    DMatrixRMaj update = Matrices.update(pair);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(pair.rows(), pair.columns(), false, false, true);
    svd.decompose(update);
    double[] sigma = svd.getSingularValues().clone();
    double[] sorted = Arrays.copyOf(sigma, Math.min(pair.rows(), pair.columns()));
    Arrays.sort(sorted);
    return IntStream.range(0, sorted.length)
        .mapToDouble(i -> sorted[sorted.length - 1 - i])
        .toArray();
  }

  private static WeightPair large() {
    double[] sigma = new double[60];
    Arrays.setAll(sigma, i -> i == 0 ? 1 : 0.6 / Math.sqrt(i));
    return Matrices.withSpectrum(Dtype.BF16, 1100, 1000, sigma, 4);
  }

  @Test
  void largeMatricesTakeTheKrylovPathToTheStatedResidual() {
    WeightPair pair = large();
    TopSubspace found =
        new SubspaceSolver(SpectralOptions.DEFAULT.withRank(2), Workers.SERIAL)
            .solve(pair, List.of());
    assertThat(found.sweeps()).isBetween(2, 30);
    for (SingularTriplet triplet : found.triplets()) {
      assertThat(trueResidual(pair, triplet)).isLessThan(1.05e-4);
      assertThat(triplet.residual()).isCloseTo(trueResidual(pair, triplet), within(2e-6));
    }
    assertThat(found.top().sigma()).isCloseTo(1, within(2e-3));
    assertThat(found.gap()).isCloseTo(0.6, within(2e-3));
  }

  @Test
  void threadsChangeNoBit() {
    WeightPair pair = large();
    try (ForkJoinPool pool = new ForkJoinPool(3)) {
      TopSubspace serial =
          new SubspaceSolver(SpectralOptions.DEFAULT, Workers.SERIAL).solve(pair, List.of());
      TopSubspace parallel =
          new SubspaceSolver(SpectralOptions.DEFAULT, Workers.of(pool)).solve(pair, List.of());
      assertThat(parallel.top().u()).isEqualTo(serial.top().u());
      assertThat(parallel.top().v()).isEqualTo(serial.top().v());
      assertThat(parallel.norm()).isEqualTo(serial.norm());
    }
  }

  @Test
  void warmStartSavesSweeps() {
    WeightPair pair = large();
    SubspaceSolver solver = new SubspaceSolver(SpectralOptions.DEFAULT, Workers.SERIAL);
    TopSubspace cold = solver.solve(pair, List.of());
    TopSubspace warm = solver.solve(pair, List.of(cold.top().v()));
    assertThat(warm.sweeps()).isEqualTo(2).isLessThan(cold.sweeps());
    assertThat(warm.top().sigma()).isCloseTo(cold.top().sigma(), within(1e-6));
  }

  @Test
  void aStaleStartVectorDoesNotHideTheTopDirection() {
    WeightPair pair = large();
    SubspaceSolver both = new SubspaceSolver(SpectralOptions.DEFAULT.withRank(2), Workers.SERIAL);
    double[] second = both.solve(pair, List.of()).triplets().get(1).v();
    TopSubspace found =
        new SubspaceSolver(SpectralOptions.DEFAULT, Workers.SERIAL).solve(pair, List.of(second));
    assertThat(found.top().sigma()).isCloseTo(1, within(2e-3));
  }

  @Test
  void noUpdateIsZeroNotNaN() {
    WeightPair pair = Matrices.withSpectrum(Dtype.BF16, 1100, 1000, new double[] {0, 0}, 1);
    TopSubspace found =
        new SubspaceSolver(SpectralOptions.DEFAULT.withRank(2), Workers.SERIAL)
            .solve(pair, List.of());
    assertThat(found.norm()).isZero();
    assertThat(found.normShare()).isZero();
    assertThat(found.gap()).isZero();
    assertThat(found.unchangedShare()).isEqualTo(1);
    assertThat(found.triplets()).hasSize(2).allSatisfy(t -> assertThat(t.sigma()).isZero());
    assertThat(found.top().u()).containsOnly(0);
  }

  @Test
  void rankBelowTheWantedOneGivesZeros() {
    WeightPair pair = Matrices.withSpectrum(Dtype.F32, 1100, 1000, new double[] {2, 1}, 1);
    TopSubspace found =
        new SubspaceSolver(SpectralOptions.DEFAULT.withRank(4), Workers.SERIAL)
            .solve(pair, List.of());
    assertThat(found.triplets()).hasSize(4);
    assertThat(found.triplets().get(1).sigma()).isCloseTo(1, within(1e-5));
    assertThat(found.triplets().get(2).sigma()).isLessThan(1e-5);
  }

  @Test
  void updatesBeyondTheRangeOfFloat32() {
    for (double size : new double[] {1e-30, 1e25}) {
      double[] sigma = {3 * size, size};
      WeightPair pair = Matrices.withSpectrum(Dtype.F64, 1100, 1000, sigma, 1);
      TopSubspace found =
          new SubspaceSolver(SpectralOptions.DEFAULT, Workers.SERIAL).solve(pair, List.of());
      assertThat(found.top().sigma()).isCloseTo(3 * size, within(1e-6 * size));
      assertThat(found.norm()).isCloseTo(Math.sqrt(10) * size, within(1e-6 * size));
    }
  }

  @Test
  void nonFiniteWeightsAreNamed() {
    for (int side : new int[] {20, 300, 1100}) {
      double[][] rows = new double[side][side];
      rows[2][5] = Double.NaN;
      rows[7][1] = Double.POSITIVE_INFINITY;
      WeightPair pair =
          new WeightPair(
              Matrices.tensor("w.base", Dtype.BF16, new double[side][side], side),
              Matrices.tensor("layers.3.w", Dtype.BF16, rows, side));
      SubspaceSolver solver = new SubspaceSolver(SpectralOptions.DEFAULT, Workers.SERIAL);
      assertThatThrownBy(() -> solver.solve(pair, List.of()))
          .isInstanceOf(NonFiniteException.class)
          .hasMessageContaining("'layers.3.w' of the step holds 2 values")
          .hasMessageContaining("[2, 5]");
    }
  }

  @Test
  void differentShapesAreRefused() {
    assertThatThrownBy(
            () ->
                new WeightPair(
                    Matrices.tensor("w", Dtype.F32, new double[2][3], 3),
                    Matrices.tensor("w", Dtype.F32, new double[3][2], 2)))
        .hasMessageContaining("shape [2, 3] in the base but [3, 2] in the step");
  }

  @Test
  void adapterFactorsGiveTheSameAsTheirProduct() {
    Random random = new Random(3);
    double[][] a = new double[4][50];
    double[][] b = new double[70][4];
    Arrays.stream(a).forEach(row -> Arrays.setAll(row, i -> random.nextGaussian()));
    Arrays.stream(b).forEach(row -> Arrays.setAll(row, i -> random.nextGaussian()));
    double[][] product = new double[70][50];
    for (int i = 0; i < 70; i++) {
      for (int c = 0; c < 50; c++) {
        for (int r = 0; r < 4; r++) {
          product[i][c] += 0.5 * b[i][r] * a[r][c];
        }
      }
    }
    AdapterUpdate low =
        new AdapterUpdate(
            Matrices.tensor("a", Dtype.F64, a, 50), Matrices.tensor("b", Dtype.F64, b, 4), 0.5);
    WeightPair pair =
        new WeightPair(
            Matrices.tensor("w", Dtype.F64, new double[70][50], 50),
            Matrices.tensor("w", Dtype.F64, product, 50));
    double[] expected = singularValues(pair);
    check(pair, low.decompose(4), Arrays.copyOf(expected, 4), 1e-12);
    assertThat(low.decompose(9).triplets()).hasSize(9);
    assertThat(low.decompose(9).triplets().get(6).sigma()).isZero();
  }
}
