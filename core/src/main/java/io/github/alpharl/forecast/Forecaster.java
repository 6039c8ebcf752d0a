package io.github.alpharl.forecast;

/**
 * Predicts the update of one module from what a window shows of it. Implementations are pure: the
 * same observation and goal give the same numbers on any thread.
 */
public interface Forecaster {

  /** What it asks of an {@link Observation}. */
  Needs needs();

  /**
   * The predicted update at the goal.
   *
   * @throws io.github.alpharl.failure.UsageException where the window cannot support the goal
   */
  UpdateForecast predict(Observation window, Goal goal);
}
