package io.github.alpharl.forecast;

/**
 * Predicts the update of one module from what a window shows of it. Implementations are pure: the
 * same window and goal give the same numbers on any thread.
 */
@FunctionalInterface
public interface Forecaster {

  /**
   * The predicted rank-1 update at the goal.
   *
   * @throws io.github.alpharl.failure.UsageException where the window cannot support the goal
   */
  ModuleForecast forecast(ModuleWindow window, Goal goal);
}
