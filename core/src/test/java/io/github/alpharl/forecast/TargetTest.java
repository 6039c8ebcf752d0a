package io.github.alpharl.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.curve.SaturatingCurve;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  private static final List<Long> WINDOW = List.of(10L, 20L, 30L, 40L);

  @Test
  void anAccuracyIsItself() {
    Goal goal = new Target.ByAccuracy(0.9).resolve(new ScoreSeries(List.of()), WINDOW);
    assertThat(goal).isEqualTo(Goal.of(0.9));
  }

  @Test
  void aStepIsReadOffACurveThatSeesNothingAfterTheWindow() {
    ScoreSeries all = series(10);
    ScoreSeries spoilt =
        new ScoreSeries(
            LongStream.range(0, 10)
                .mapToObj(i -> i > 4 ? Score.of(10 * i, 0.01) : Score.of(10 * i, y(10.0 * i)))
                .toList());
    Goal goal = new Target.ByStep(90).resolve(all, WINDOW);
    assertThat(goal.step()).hasValue(90);
    assertThat(goal.score()).isCloseTo(y(90), within(1e-4));
    assertThat(goal.curve().orElseThrow().curve()).isEqualTo(SaturatingCurve.EXPONENTIAL);
    assertThat(new Target.ByStep(90).resolve(spoilt, WINDOW)).isEqualTo(goal);
  }

  @ParameterizedTest
  @CsvSource({"5", "10"})
  void refusesAStepBeforeTheWindow(long step) {
    assertThatThrownBy(() -> new Target.ByStep(step).resolve(series(10), WINDOW))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the target step %d is not after any step of the window (10 to 40): that would"
                + " extrapolate backwards; name a later step or an earlier window",
            step);
  }

  @ParameterizedTest
  @CsvSource({"11", "40"})
  void refusesAStepWithinTheWindow(long step) {
    assertThatThrownBy(() -> new Target.ByStep(step).resolve(series(10), WINDOW))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the target step %d lies within the window (steps 10 to 40), where nothing is left to"
                + " forecast; name a later step or a smaller window",
            step);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.7, Double.NaN})
  void refusesWhatIsNoAccuracy(double accuracy) {
    assertThatThrownBy(() -> new Target.ByAccuracy(accuracy))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "the target accuracy must be a fraction over 0 and at most 1, found %s", accuracy);
  }

  private static double y(double t) {
    return 0.8 - 0.5 * Math.exp(-t / 40);
  }

  private static ScoreSeries series(int count) {
    return new ScoreSeries(
        LongStream.range(0, count).mapToObj(i -> Score.of(10 * i, y(10.0 * i))).toList());
  }
}
