package io.github.alpharl.forecast.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScoreOutlookTest {

  private static final double[] TRUTH = {0.9, 20, 10};

  private static double logistic(long step) {
    return SaturatingCurve.LOGISTIC.value(TRUTH, (double) step);
  }

  private static ScoreSeries every4(long last, LongToDoubleFunction y) {
    return new ScoreSeries(
        LongStream.rangeClosed(0, last / 4)
            .mapToObj(i -> new Score(4 * i, y.applyAsDouble(4 * i), OptionalLong.of(1_000_000)))
            .toList());
  }

  private static ScoreOutlook outlook(ScoreSeries all, long end, long at, double reach) {
    return ScoreOutlook.of(
        all, end, List.of(at), OptionalDouble.of(reach), OptionalLong.of(120), 12, 2);
  }

  @Test
  void readsStepsAccuraciesAndMomentsOffTheCurve() {
    ScoreOutlook found = outlook(every4(80, ScoreOutlookTest::logistic), 40, 80, 0.85);
    assertThat(found.last().step()).isEqualTo(40);
    assertThat(found.points().getFirst().value()).isCloseTo(logistic(80), within(0.005));
    // 0.9/(1 + e^{−(t − 20)/10}) = 0.85 at t = 20 + 10·ln 17
    ScoreOutlook.Reach reach = found.reach().orElseThrow();
    double exact = 20 + 10 * Math.log(17);
    assertThat(reach.step().getAsLong()).isBetween((long) exact - 1, (long) exact + 3);
    assertThat(reach.earliest().getAsLong()).isLessThanOrEqualTo(reach.step().getAsLong());
    assertThat(reach.latest().getAsLong()).isGreaterThanOrEqualTo(reach.step().getAsLong());
    assertThat(found.later()).hasSize(10);
    assertThat(found.hits()).isEqualTo(10);
    assertThat(found.verdict().getFirst())
        .startsWith("the score rises from 0.793 at step 40 to 0.8");
    assertThat(found.hitsInWords())
        .hasValue(
            "of 10 later scores, which the forecast has not seen, the 95 % interval holds 10");
  }

  @Test
  void laterScoresAreComparedButNotLookedAt() {
    ScoreSeries fell = every4(80, step -> step <= 40 ? logistic(step) : 0.1);
    ScoreOutlook found = outlook(fell, 40, 80, 0.89);
    assertThat(found.points())
        .isEqualTo(outlook(every4(80, ScoreOutlookTest::logistic), 40, 80, 0.89).points());
    assertThat(found.hits()).isZero();
    assertThat(found.hitsInWords().orElseThrow()).endsWith("holds 0 (0 above it, 10 below)");
  }

  @Test
  void saysWhatIsOverAndWhatIsNotToBe() {
    ScoreSeries level =
        every4(
            120,
            step -> SaturatingCurve.EXPONENTIAL.value(new double[] {0.8, 0.2, 8}, (double) step));
    ScoreOutlook found = outlook(level, 100, 120, 0.79);
    assertThat(found.reach().orElseThrow().seen()).isTrue();
    assertThat(found.verdict())
        .anyMatch(
            line ->
                line.matches("0\\.790 was reached at step 3\\d|0\\.790 was reached at step 4\\d"));
    ScoreOutlook never = outlook(level, 60, 120, 0.99);
    assertThat(never.reach().orElseThrow().step()).isEmpty();
    assertThat(never.verdict())
        .anyMatch(line -> line.contains("0.990 is not reached up to step 120"));
    assertThat(never.later()).hasSize(15);
  }

  @Test
  void theIntervalAllowsForRunsThatSteepen() {
    ScoreSeries all = every4(60, ScoreOutlookTest::logistic);
    ScoreForecast.Point far = outlook(all, 20, 60, 0.5).points().getFirst();
    double odds = far.value() / (1 - far.value()) * 3; // e^{ln(60/20)}
    assertThat(far.high()).isGreaterThanOrEqualTo(odds / (1 + odds) - 1e-9);
    assertThat(far.low()).isLessThanOrEqualTo(far.value());
  }

  @Test
  void whatCannotBeForecastIsRefused() {
    ScoreSeries all = every4(40, ScoreOutlookTest::logistic);
    assertThatThrownBy(() -> outlook(all, 20, 20, 0.5))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("step 20 is not after the last score of the window");
    assertThatThrownBy(() -> outlook(all, 20, 40, 1.5)).hasMessageContaining("at most 1");
    assertThatThrownBy(() -> outlook(all, 8, 40, 0.5)).hasMessageContaining("at least 4 scores");
    assertThatThrownBy(() -> outlook(all, -1, 40, 0.5)).hasMessageContaining("no score lies");
  }
}
