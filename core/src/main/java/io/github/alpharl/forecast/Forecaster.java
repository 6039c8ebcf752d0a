package io.github.alpharl.forecast;

import java.util.List;

/**
 * Predicts the update of one module from what a window shows of it. Implementations are pure: the
 * same observation and goal give the same numbers on any thread.
 */
public interface Forecaster {

  /** What it asks of an {@link Observation}. */
  Needs needs();

  /**
   * This forecaster with what it learns from several modules together before it predicts each of
   * them. Most look at every module alone and learn nothing.
   *
   * @param modules each over the same steps; parts of them are read one after another
   * @throws io.github.alpharl.failure.UsageException where the window cannot teach it
   */
  default Forecaster learned(List<? extends Observation> modules) {
    return this;
  }

  /**
   * The predicted update at the goal.
   *
   * @throws io.github.alpharl.failure.UsageException where the window cannot support the goal
   */
  UpdateForecast predict(Observation window, Goal goal);
}
