package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.Randoms;
import io.github.alpharl.vector.Vectors;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossValidationTest {

  @ParameterizedTest
  @CsvSource({"3,5,3", "4,40,4", "9,3,9", "64,20,64", "65,20,32", "100,7,32"})
  void equalsRefittingWithoutTheRows(int rows, int columns, int folds) {
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      double[][] x = Randoms.matrix(random, rows, columns);
      double[] y = Randoms.vector(random, rows);
      assertSame(x, y, folds);
    }
  }

  @Test
  void columnsThatOnlyTheLeftOutRowMoves() {
    Random random = new Random(7);
    double[][] x = Randoms.matrix(random, 8, 12);
    for (int t = 0; t < 8; t++) {
      x[t][2] = t == 3 ? 0.37 : 0; // zeros but for one row
      x[t][5] = t == 6 ? 1e-7 : 0.1; // a constant that binary cannot hold, but for one row
      x[t][9] = 0.3; // never moves
    }
    assertSame(x, Randoms.vector(random, 8), 8);
  }

  @Test
  void columnsWithAnOutlier() {
    Random random = new Random(8);
    double[][] x = Randoms.matrix(random, 10, 6);
    x[4][1] = 1e5;
    x[0][3] = -1e7;
    assertSame(x, Randoms.vector(random, 10), 10);
  }

  @Test
  void noiseHasR2NearOneAndQ2NearOrBelowZero() {
    double r2 = 0;
    double q2 = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[][] x = Randoms.matrix(random, 8, 2000);
      double[] y = Randoms.vector(random, 8);
      r2 += PartialLeastSquares.fit(x, y).r2().orElseThrow() / 20;
      q2 += CrossValidation.q2(x, y).orElseThrow() / 20;
    }
    assertThat(r2).isGreaterThan(0.95);
    assertThat(q2).isLessThan(0.2);
  }

  @Test
  void isUndefinedForTwoRowsAndForWhatNeverMoves() {
    double[][] x = {{1, 2}, {3, 4}};
    assertThat(CrossValidation.q2(x, new double[] {0, 1})).isEmpty();
    double[][] still = {{1, 0.1}, {1, 0.1}, {1, 0.1}};
    assertThat(CrossValidation.q2(still, new double[] {0, 1, 2})).isEmpty();
  }

  private static void assertSame(double[][] x, double[] y, int folds) {
    double expected = refitted(x, y, folds);
    assertThat(CrossValidation.q2(x, y))
        .hasValueCloseTo(expected, within(1e-8 * Math.max(1, Math.abs(expected))));
  }

  private static double refitted(double[][] x, double[] y, int folds) {
    double press = 0;
    for (int f = 0; f < folds; f++) {
      int from = f * x.length / folds;
      int to = (f + 1) * x.length / folds;
      int[] kept = IntStream.range(0, x.length).filter(t -> t < from || t >= to).toArray();
      double[][] keptX = IntStream.of(kept).mapToObj(t -> x[t]).toArray(double[][]::new);
      double[] keptY = IntStream.of(kept).mapToDouble(t -> y[t]).toArray();
      PlsFit fit = PartialLeastSquares.fit(keptX, keptY);
      for (int t = from; t < to; t++) {
        press += Math.pow(y[t] - fit.predict(x[t]), 2);
      }
    }
    double[] centred = PartialLeastSquares.centred(y, Vectors.mean(y));
    return 1 - press / Vectors.dot(centred, centred);
  }
}
