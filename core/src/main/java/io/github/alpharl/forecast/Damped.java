package io.github.alpharl.forecast;

import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.List;
import java.util.Optional;

/**
 * A mixture of checkpoints that leaps less far: ΔW_T + d·(P − ΔW_T) for the other's forecast P, d
 * being the damping, or less where the leap would be longer than cap·‖ΔW_T‖.
 *
 * @param other forecasts mixtures only
 * @param damping of the leap, 1 for none
 * @param cap longest leap in norms of the last observed update; infinite for none
 */
public record Damped(Forecaster other, double damping, double cap) implements Forecaster {

  @Override
  public Needs needs() {
    return Double.isInfinite(cap) ? other.needs() : other.needs().and(Needs.PRODUCTS);
  }

  @Override
  public Forecaster learned(List<? extends Observation> modules) {
    return new Damped(other.learned(modules), damping, cap);
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    Update last = Update.last(window.module(), window.steps().size());
    Update leap = other.predict(window, goal).update().plus(last.times(-1));
    double factor = Double.isInfinite(cap) ? damping : shortened(leap, last, window.products());
    return new UpdateForecast(last.plus(leap.times(factor)), Optional.empty());
  }

  private double shortened(Update leap, Update last, double[][] products) {
    double length = Vectors.norm(leap.weights(), products);
    double longest = cap * Vectors.norm(last.weights(), products);
    return length * damping > longest ? longest / length : damping;
  }
}
