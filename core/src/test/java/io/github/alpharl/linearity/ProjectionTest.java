package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.factor.Randoms;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProjectionTest {

  @Test
  void principalComponentsAgreeWithScikitLearn() throws IOException {
    JsonNode golden = PartialLeastSquaresTest.golden().get("pca");
    double[][] x = PartialLeastSquaresTest.matrix(golden.get("x"));
    PrincipalComponents found = PrincipalComponents.of(x, 3);
    double[][] points = PartialLeastSquaresTest.matrix(golden.get("points"));
    for (int t = 0; t < points.length; t++) {
      assertThat(found.points()[t]).containsExactly(points[t], within(1e-10));
    }
    double[] share = PartialLeastSquaresTest.vector(golden.get("share"));
    assertThat(found.share()).containsExactly(share, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-4, 1e6})
  void scaleOfTheTrajectoryOnlyScalesThePoints(double scale) {
    double[][] x = Randoms.matrix(new Random(4), 12, 30);
    double[][] scaled = new double[12][];
    for (int t = 0; t < 12; t++) {
      scaled[t] = Arrays.stream(x[t]).map(v -> scale * v).toArray();
    }
    PrincipalComponents expected = PrincipalComponents.of(x, 11);
    PrincipalComponents found = PrincipalComponents.of(scaled, 11);
    assertThat(found.share()).containsExactly(expected.share(), within(1e-12));
    for (int t = 0; t < 12; t++) {
      double[] back = Arrays.stream(found.points()[t]).map(v -> v / scale).toArray();
      assertThat(back).containsExactly(expected.points()[t], within(1e-8));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 20, 61})
  void tSneIsFiniteAndDeterministicForAnyNumberOfPoints(int size) {
    double[][] x = Randoms.matrix(new Random(size), size, 80);
    double[][] y = TSne.project(x);
    assertThat(y).hasDimensions(size, 2);
    assertThat(Arrays.stream(y).flatMapToDouble(Arrays::stream)).allMatch(Double::isFinite);
    assertThat(TSne.project(x)).isDeepEqualTo(y);
  }

  @Test
  void equalPointsStayTogether() {
    double[][] x = new double[6][4];
    assertThat(TSne.project(x)).isDeepEqualTo(new double[6][2]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void tSneSeparatesClusters(int seed) {
    Random random = new Random(seed);
    double[][] centres = Randoms.matrix(random, 3, 30);
    double[][] x =
        IntStream.range(0, 45)
            .mapToObj(t -> near(random, centres[t % 3], 0.1))
            .toArray(double[][]::new);
    double[][] y = TSne.project(x);
    double within = 0;
    double between = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 45; i++) {
      for (int j = 0; j < i; j++) {
        double distance = Math.hypot(y[i][0] - y[j][0], y[i][1] - y[j][1]);
        within = i % 3 == j % 3 ? Math.max(within, distance) : within;
        between = i % 3 == j % 3 ? between : Math.min(between, distance);
      }
    }
    assertThat(between).isGreaterThan(within);
  }

  @ParameterizedTest
  @CsvSource({"4,1", "10,3", "13,4", "15,5", "30,10", "90,30", "1000,30"})
  void perplexityFollowsTheNumberOfPoints(int size, double perplexity) {
    assertThat(TSne.perplexity(size)).isEqualTo(perplexity);
    int used = Math.min(size, 100);
    double[][] x = Randoms.matrix(new Random(size), used, 3);
    double[][] p = NeighbourProbabilities.of(x, TSne.perplexity(used));
    for (double[] row : p) {
      double entropy = Arrays.stream(row).filter(v -> v > 0).map(v -> -v * Math.log(v)).sum();
      assertThat(Arrays.stream(row).sum()).isCloseTo(1, within(1e-12));
      assertThat(Math.exp(entropy)).isCloseTo(TSne.perplexity(used), within(1e-6));
    }
  }

  private static double[] near(Random random, double[] centre, double noise) {
    return Arrays.stream(centre).map(v -> v + noise * random.nextGaussian()).toArray();
  }
}
