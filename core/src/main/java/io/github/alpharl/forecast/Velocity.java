package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import java.util.OptionalDouble;

/**
 * The last observed checkpoint moved on at its recent velocity: W_T + c·(W_T − W_{T−lag}), the base
 * standing in for a checkpoint before the window's first.
 *
 * @param lag so many checkpoints back
 * @param factor c; where empty (t* − t_T)/(t_T − t_{T−lag}) of the target step t*
 */
public record Velocity(int lag, OptionalDouble factor) implements Forecaster {

  /** Refuses to look forwards. */
  public Velocity {
    if (lag < 1) {
      throw UsageException.of("velocity: the lag must be at least 1 checkpoint, not %d", lag);
    }
  }

  @Override
  public Needs needs() {
    return Needs.NOTHING;
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    double[] times = window.times();
    int last = times.length - 1;
    int back = last - lag; // −1 or less: the base
    double span = times[last] - (back < 0 ? 0 : times[back]);
    double c =
        factor.isPresent()
            ? factor.getAsDouble()
            : (window.clock().at(goal.requireStep("velocity")) - times[last]) / span;
    double[] weights = new double[last + 1];
    weights[last] = 1 + c;
    if (back >= 0) {
      weights[back] = -c;
    }
    return UpdateForecast.mixture(window, weights);
  }
}
