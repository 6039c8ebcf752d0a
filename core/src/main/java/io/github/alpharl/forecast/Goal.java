package io.github.alpharl.forecast;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A target made definite for one window: what every forecaster aims at.
 *
 * @param score y*, an accuracy
 * @param step t*, where the target was named by a step
 * @param curve how y* was read off a step, where it was
 */
public record Goal(double score, OptionalLong step, Optional<CurveChoice> curve) {

  /** The goal of an accuracy. */
  public static Goal of(double score) {
    return new Goal(score, OptionalLong.empty(), Optional.empty());
  }
}
