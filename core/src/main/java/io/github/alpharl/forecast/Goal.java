package io.github.alpharl.forecast;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.curve.CurveChoice;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A target made definite for one window: what every forecaster aims at.
 *
 * @param score y*, an accuracy; NaN where the target was named by a step and no scores are known
 * @param step t*, where the target was named by a step
 * @param curve how y* was read off a step, where it was
 */
public record Goal(double score, OptionalLong step, Optional<CurveChoice> curve) {

  /** The goal of an accuracy. */
  public static Goal of(double score) {
    return new Goal(score, OptionalLong.empty(), Optional.empty());
  }

  /** The goal of a step, for forecasters that need no scores. */
  public static Goal ofStep(long step) {
    return new Goal(Double.NaN, OptionalLong.of(step), Optional.empty());
  }

  /** The goal of a step and a score together. */
  public static Goal of(double score, long step) {
    return new Goal(score, OptionalLong.of(step), Optional.empty());
  }

  /**
   * t*, for the forecaster of this name.
   *
   * @throws UsageException where the target was named by an accuracy
   */
  public long requireStep(String forecaster) {
    return step.orElseThrow(
        () ->
            UsageException.of(
                    "the forecaster '%s' aims at a step, not at an accuracy; name a step",
                    forecaster)
                .by(Setting.TARGET_STEP));
  }
}
