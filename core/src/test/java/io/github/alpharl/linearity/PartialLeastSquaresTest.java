package io.github.alpharl.linearity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.factor.Randoms;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.vector.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartialLeastSquaresTest {

  static final ObjectMapper JSON = new ObjectMapper();

  static JsonNode golden() throws IOException {
    try (InputStream in = PartialLeastSquaresTest.class.getResourceAsStream("scikit-learn.json")) {
      return JSON.readTree(in);
    }
  }

  static Stream<JsonNode> cases() throws IOException {
    return StreamSupport.stream(golden().get("cases").spliterator(), false);
  }

  static double[] vector(JsonNode node) {
    return JSON.convertValue(node, double[].class);
  }

  static double[][] matrix(JsonNode node) {
    return JSON.convertValue(node, double[][].class);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithScikitLearn(JsonNode golden) {
    PlsFit fit = PartialLeastSquares.fit(matrix(golden.get("x")), vector(golden.get("y")));
    double slope = golden.get("sklearnSlope").asDouble();
    assertThat(fit.r2()).hasValueCloseTo(golden.get("r2").asDouble(), within(1e-12));
    assertThat(fit.slope()).isCloseTo(Math.abs(slope), within(1e-12 * Math.abs(slope)));
    double sign = Math.signum(slope); // scikit-learn turns the component, see PlsFit
    assertClose(fit.weights(), vector(golden.get("weights")), sign);
    assertClose(fit.scores(), vector(golden.get("scores")), sign);
    assertClose(fit.loadings(), vector(golden.get("loadings")), sign);
    assertClose(fit.invert(golden.get("target").asDouble()), vector(golden.get("inverted")), 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leaveOneOutAgreesWithScikitLearn(JsonNode golden) {
    var q2 = CrossValidation.q2(matrix(golden.get("x")), vector(golden.get("y")));
    if (golden.get("q2").isNull()) {
      assertThat(q2).isEmpty();
    } else {
      assertThat(q2).hasValueCloseTo(golden.get("q2").asDouble(), within(1e-10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shiftAndScaleOfAnyColumnAndOfTheScoreChangeNothing(int seed) {
    Random random = new Random(seed);
    double[][] x = Randoms.matrix(random, 4 + seed, 10);
    double[] y = Randoms.vector(random, x.length);
    double[] factor = Randoms.vector(random, 10);
    double[][] moved =
        Arrays.stream(x)
            .map(row -> IntStream.range(0, 10).mapToDouble(j -> 3 - factor[j] * row[j]).toArray())
            .toArray(double[][]::new);
    PlsFit fit = PartialLeastSquares.fit(x, y);
    PlsFit other = PartialLeastSquares.fit(moved, Arrays.stream(y).map(v -> 5 * v - 2).toArray());
    assertThat(other.r2()).hasValueCloseTo(fit.r2().orElseThrow(), within(1e-10));
    double[] expected = fit.invert(1.5);
    double[] found = other.invert(5 * 1.5 - 2);
    for (int j = 0; j < 10; j++) {
      assertThat(found[j]).isCloseTo(3 - factor[j] * expected[j], within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aStraightLineIsFoundExactlyAndInverted(int seed) {
    Random random = new Random(seed);
    double[] start = Randoms.vector(random, 50);
    double[] velocity = Randoms.vector(random, 50);
    double[] y = {0.1, 0.2, 0.5, 0.6};
    double[][] x = Arrays.stream(y).mapToObj(v -> on(start, velocity, v)).toArray(double[][]::new);
    PlsFit fit = PartialLeastSquares.fit(x, y);
    assertThat(fit.r2()).hasValueCloseTo(1.0, within(1e-12));
    assertThat(fit.predict(x[2])).isCloseTo(0.5, within(1e-12));
    assertThat(fit.invert(0.9)).containsExactly(on(start, velocity, 0.9), within(1e-10));
    assertThat(fit.velocity()).containsExactly(velocity, within(1e-10));
  }

  @Test
  void whatNeverMovesHasNoR2AndStaysAtItsMean() {
    double[][] still = {{1, 0.1}, {1, 0.1}, {1, 0.1}};
    PlsFit fit = PartialLeastSquares.fit(still, new double[] {0.1, 0.2, 0.4});
    assertThat(fit.isDefined()).isFalse();
    assertThat(fit.r2()).isEmpty();
    assertThat(fit.slope()).isZero();
    assertThat(fit.deviation()).containsExactly(1, 1);
    assertThat(fit.invert(0.9)).containsExactly(new double[] {1, 0.1}, within(1e-15));
    assertThat(fit.velocity()).containsExactly(0, 0);
  }

  @Test
  void aConstantScoreHasNoR2() {
    double[][] x = {{1, 2}, {2, 5}, {3, 1}};
    PlsFit fit = PartialLeastSquares.fit(x, new double[] {0.5, 0.5, 0.5});
    assertThat(fit.r2()).isEmpty();
    assertThat(fit.invert(0.9)).containsExactly(new double[] {2, 8.0 / 3}, within(1e-15));
    assertThat(CrossValidation.q2(x, new double[] {0.5, 0.5, 0.5})).isEmpty();
  }

  @Test
  void twoPointsAreMarkedAsMeaningless() {
    double[][] x = {{1, 2}, {2, 5}};
    assertThat(PartialLeastSquares.fit(x, new double[] {0, 1}).isMeaningless()).isTrue();
    assertThat(PartialLeastSquares.fit(x, new double[] {0, 1}).r2())
        .hasValueCloseTo(1.0, within(1e-12));
  }

  @Test
  void onePointIsRefused() {
    assertThatThrownBy(() -> PartialLeastSquares.fit(new double[][] {{1, 2}}, new double[] {0.5}))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "a line needs at least 2 checkpoints with a score, found 1; add checkpoints or widen"
                + " the window");
  }

  private static double[] on(double[] start, double[] velocity, double y) {
    return IntStream.range(0, start.length).mapToDouble(j -> start[j] + velocity[j] * y).toArray();
  }

  private static void assertClose(double[] found, double[] expected, double sign) {
    double size = Math.max(1e-300, Vectors.norm(expected));
    double[] turned = Arrays.stream(expected).map(v -> sign * v).toArray();
    assertThat(found).containsExactly(turned, within(1e-12 * size));
  }
}
