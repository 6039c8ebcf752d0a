package io.github.alpharl.forecast.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScoreForecastTest {

  private static final double[] TRUTH = {0.9, 45, 25};
  private static final long SAMPLES = 512;

  private static double truth(long step) {
    return SaturatingCurve.LOGISTIC.value(TRUTH, (double) step);
  }

  private static double measured(RandomGenerator random, long step) {
    return (double) Binomial.draw(SAMPLES, truth(step), random) / SAMPLES;
  }

  /** Scores of steps 0, 5, … up to {@code last}, measured about a logistic curve. */
  private static ScoreSeries series(long seed, long last) {
    RandomGenerator random = new SplittableRandom(seed);
    return new ScoreSeries(
        LongStream.rangeClosed(0, last / 5)
            .mapToObj(i -> new Score(5 * i, measured(random, 5 * i), OptionalLong.of(SAMPLES)))
            .toList());
  }

  @Test
  void theIntervalHoldsMeasuredScoresOfItsOwnKindOfCurve() {
    int inside = 0;
    int all = 0;
    for (int seed = 0; seed < 3; seed++) {
      ScoreSeries scores = series(seed, 70);
      ScoreForecast forecast = ScoreForecast.of(scores, List.of(0L, 40L, 90L, 150L), 30, 1, 2);
      RandomGenerator random = new SplittableRandom(100 + seed);
      for (ScoreForecast.Point point : forecast.points()) {
        assertThat(point.low()).isBetween(0.0, point.value());
        assertThat(point.high()).isBetween(point.value(), 1.0);
        for (int i = 0; i < 40; i++) {
          double score = measured(random, point.step());
          inside += point.low() <= score && score <= point.high() ? 1 : 0;
          all++;
        }
      }
    }
    // Nominal 95 %; beyond the window it is wider by the leave-future-out error.
    assertThat((double) inside / all).isGreaterThan(0.88);
  }

  @Test
  void theSameSeedGivesTheSameIntervalOnAnyThreads() {
    ScoreSeries scores = series(3, 60);
    List<Long> steps = List.of(50L, 60L, 100L);
    ScoreForecast once = ScoreForecast.of(scores, steps, 12, 7, 1);
    assertThat(ScoreForecast.of(scores, steps, 12, 7, 3)).isEqualTo(once);
    assertThat(ScoreForecast.of(scores, steps, 12, 8, 3).points()).isNotEqualTo(once.points());
    assertThat(once.binomial()).isTrue();
    assertThat(once.refits()).isBetween(1, 12);
    assertThat(once.points().getLast().value()).isEqualTo(once.choice().value());
  }

  @Test
  void theIntervalAtAStepDependsOnNoOtherStep() {
    ScoreSeries scores = series(3, 60);
    ScoreForecast many = ScoreForecast.of(scores, List.of(50L, 51L, 60L, 99L, 100L), 12, 7, 1);
    ScoreForecast few = ScoreForecast.of(scores, List.of(51L, 100L), 12, 7, 1);
    assertThat(few.points()).containsExactly(many.at(51), many.at(100));
    assertThat(many.at(50).high()).isNotEqualTo(many.at(51).high());
  }

  @Test
  void moreAnswersGiveANarrowerInterval() {
    double few = width(50);
    double many = width(5000);
    assertThat(many).isLessThan(0.5 * few);
  }

  /** At an observed step, of scores that lie on the curve itself. */
  private static double width(long samples) {
    ScoreSeries scores =
        new ScoreSeries(
            LongStream.rangeClosed(0, 12)
                .mapToObj(i -> new Score(6 * i, truth(6 * i), OptionalLong.of(samples)))
                .toList());
    ScoreForecast.Point point =
        ScoreForecast.of(scores, List.of(36L), 24, 0, 2).points().getFirst();
    return point.high() - point.low();
  }

  @Test
  void scoresOfUnknownNumbersScatterAsTheirResidualsDo() {
    ScoreSeries exact =
        new ScoreSeries(
            LongStream.rangeClosed(0, 12).mapToObj(i -> Score.of(5 * i, truth(5 * i))).toList());
    ScoreForecast sure = ScoreForecast.of(exact, List.of(30L, 60L), 10, 0, 2);
    assertThat(sure.binomial()).isFalse();
    ScoreForecast.Point point = sure.points().getFirst();
    assertThat(point.high() - point.low()).isLessThan(1e-3);
    assertThat(point.value()).isCloseTo(truth(30), within(1e-4));
  }

  @Test
  void warnsWhereTheRiseIsForetoldRatherThanSeen() {
    ScoreSeries early =
        new ScoreSeries(LongStream.rangeClosed(0, 6).mapToObj(i -> Score.of(i, truth(i))).toList());
    ScoreForecast forecast = ScoreForecast.of(early, List.of(6L, 200L), 6, 0, 2);
    assertThat(forecast.caution(early)).hasValueSatisfying(w -> assertThat(w).contains("a guess"));
    ScoreSeries late = series(1, 120);
    assertThat(ScoreForecast.of(late, List.of(120L, 150L), 6, 0, 2).caution(late)).isEmpty();
  }

  @Test
  void tooFewScoresAreRefused() {
    assertThatThrownBy(() -> ScoreForecast.of(series(0, 10), List.of(20L), 5, 0, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("at least 4 scores");
  }

  @Test
  void binomialNumbersHaveMeanAndVarianceOfTheFormula() {
    RandomGenerator random = new SplittableRandom(5);
    for (double p : new double[] {0, 0.02, 0.5, 0.97, 1}) {
      for (long trials : new long[] {1, 40, 1000, 1_000_000}) {
        int draws = 4000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < draws; i++) {
          double drawn = Binomial.draw(trials, p, random);
          assertThat(drawn).isBetween(0.0, (double) trials);
          sum += drawn;
          squares += drawn * drawn;
        }
        double mean = sum / draws;
        double variance = trials * p * (1 - p);
        assertThat(mean).isCloseTo(trials * p, within(5 * Math.sqrt(variance / draws) + 1e-9));
        // The relative error of a variance of a binomial number, its excess kurtosis 1/variance.
        double error = variance == 0 ? 0 : Math.sqrt((2 + 1 / variance) / draws);
        assertThat(squares / draws - mean * mean)
            .isCloseTo(variance, within(5 * error * variance + 1e-6 * trials * trials * 1e-6));
      }
    }
  }
}
