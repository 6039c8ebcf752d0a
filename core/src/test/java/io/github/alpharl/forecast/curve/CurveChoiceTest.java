package io.github.alpharl.forecast.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.factor.TinyRun;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurveChoiceTest {

  private static final Map<SaturatingCurve, double[]> TRUTH =
      Map.of(
          SaturatingCurve.EXPONENTIAL, new double[] {0.8, 0.3, 60},
          SaturatingCurve.LOGISTIC, new double[] {0.9, 45, 25},
          SaturatingCurve.POWER_LAW, new double[] {0.85, 0.6, 0.4});

  @ParameterizedTest
  @EnumSource(SaturatingCurve.class)
  void recoversItsOwnCurveExactly(SaturatingCurve curve) {
    double[] truth = TRUTH.get(curve);
    ScoreSeries observed = series(20, t -> curve.value(truth, t), OptionalLong.empty());
    CurveChoice choice = CurveChoice.of(observed, 250);
    assertThat(choice.curve()).isEqualTo(curve);
    assertThat(choice.value()).isCloseTo(curve.value(truth, 250), within(1e-6));
    assertThat(choice.futureError()).isLessThan(1e-6);
    assertThat(choice.parameters().values())
        .zipSatisfy(
            List.of(truth[0], truth[1], truth[2]),
            (found, expected) -> assertThat(found).isCloseTo(expected, within(1e-4 * expected)));
    assertThat(choice.candidates()).hasSize(3);
    assertThat(choice.candidates().getFirst().curve()).isEqualTo(curve);
  }

  @ParameterizedTest
  @EnumSource(SaturatingCurve.class)
  void isCloseUnderBinomialNoise(SaturatingCurve curve) {
    double[] truth = TRUTH.get(curve);
    double error = 0;
    int covered = 0;
    for (int seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      ScoreSeries observed =
          series(24, t -> share(random, curve.value(truth, t), 1024), OptionalLong.of(1024));
      CurveChoice choice = CurveChoice.of(observed, 200);
      double expected = curve.value(truth, 200);
      error += Math.abs(choice.value() - expected) / 10;
      boolean inside = choice.low() <= expected && expected <= choice.high();
      covered += inside ? 1 : 0;
    }
    assertThat(error).isLessThan(0.03);
    assertThat(covered).isGreaterThanOrEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5, 6, 9, 200})
  void staysWithinZeroAndOneForAnyNumberOfPoints(int points) {
    Random random = new Random(points);
    ScoreSeries observed =
        series(points, t -> share(random, 0.3 + 0.4 * t / (5 * points), 200), OptionalLong.empty());
    CurveChoice choice = CurveChoice.of(observed, 50L * points);
    assertThat(choice.value()).isBetween(0.0, 1.0);
    assertThat(choice.low()).isLessThanOrEqualTo(choice.value());
    assertThat(choice.high()).isGreaterThanOrEqualTo(choice.value());
    assertThat(CurveChoice.of(observed, 50L * points)).isEqualTo(choice);
  }

  @Test
  void samplesWeighScores() {
    double[] truth = TRUTH.get(SaturatingCurve.EXPONENTIAL);
    List<Score> scores =
        LongStream.rangeClosed(1, 16)
            .mapToObj(
                i -> {
                  double y = SaturatingCurve.EXPONENTIAL.value(truth, 5.0 * i);
                  boolean spoilt = i % 4 == 0;
                  return new Score(
                      5 * i, spoilt ? y - 0.15 : y, OptionalLong.of(spoilt ? 4 : 1_000_000));
                })
            .toList();
    CurveFit weighted = CurveFit.of(SaturatingCurve.EXPONENTIAL, new Points(scores)).orElseThrow();
    assertThat(weighted.at(200))
        .isCloseTo(SaturatingCurve.EXPONENTIAL.value(truth, 200), within(1e-3));
  }

  @Test
  void refusesThreePoints() {
    ScoreSeries three = series(3, t -> t / 100, OptionalLong.empty());
    assertThatThrownBy(() -> CurveChoice.of(three, 100))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "a target step needs at least 4 scores in the window to fit a curve, found 3; widen the"
                + " window or name a target accuracy");
  }

  @Test
  void foretellsTheTinyRunFromItsFirstFortyPercent() {
    ScoreSeries scores = TinyRun.scores();
    CurveChoice choice = CurveChoice.of(scores.upTo(42), 105);
    assertThat(choice.curve()).isEqualTo(SaturatingCurve.LOGISTIC);
    assertThat(choice.value()).isBetween(0.98, 1.0); // trained to step 105: 1.0
    assertThat(choice.low()).isBetween(0.9, choice.value());
  }

  private static ScoreSeries series(int count, DoubleUnaryOperator y, OptionalLong samples) {
    return new ScoreSeries(
        LongStream.rangeClosed(1, count)
            .mapToObj(i -> new Score(5 * i, y.applyAsDouble(5.0 * i), samples))
            .toList());
  }

  private static double share(Random random, double p, int samples) {
    return random.doubles(samples).filter(v -> v < p).count() / (double) samples;
  }
}
