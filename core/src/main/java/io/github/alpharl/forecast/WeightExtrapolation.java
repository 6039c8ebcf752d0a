package io.github.alpharl.forecast;

/**
 * Every weight on the straight line through two checkpoints (arXiv 2601.04537; method, section 5):
 * W_{t₀} + (t* − t₀)/(t_T − t₀)·(W_{t_T} − W_{t₀}).
 *
 * @param fromFirst t₀ is the window's first checkpoint; else the base, t₀ = 0
 */
public record WeightExtrapolation(boolean fromFirst) implements Forecaster {

  @Override
  public Needs needs() {
    return Needs.NOTHING;
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    double target = window.clock().at(goal.requireStep("extrapolate"));
    double[] times = window.times();
    double last = times[times.length - 1];
    double first = fromFirst && times.length > 1 ? times[0] : 0;
    double factor = (target - first) / (last - first);
    double[] weights = new double[times.length];
    weights[weights.length - 1] = factor;
    if (first != 0) {
      weights[0] = 1 - factor;
    }
    return UpdateForecast.mixture(window, weights);
  }
}
