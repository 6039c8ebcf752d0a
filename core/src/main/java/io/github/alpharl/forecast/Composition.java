package io.github.alpharl.forecast;

import io.github.alpharl.trajectory.Rank1Factor;
import io.github.alpharl.trajectory.UpdateSum;
import io.github.alpharl.trajectory.Vectors;
import java.util.Arrays;

/** How a rank-1 forecast becomes a module's update (method, section 4). */
public enum Composition {

  /** The paper's: x̂vᵀ replaces the whole update. */
  RANK1 {
    @Override
    public UpdateSum update(int steps, ModuleForecast forecast) {
      return UpdateSum.rank1(steps, forecast.x(), forecast.v());
    }
  },

  /** Keeps the other subspaces of the last observed update: ΔW_T − σ₁u₁v₁ᵀ + x̂vᵀ. */
  FULL {
    @Override
    public UpdateSum update(int steps, ModuleForecast forecast) {
      Rank1Factor last = forecast.last();
      double[] left = Vectors.scaled(-last.sigma(), last.u());
      UpdateSum kept = UpdateSum.last(steps);
      if (!Arrays.equals(forecast.v(), last.v())) {
        return kept.plus(UpdateSum.rank1(steps, left, last.v()))
            .plus(UpdateSum.rank1(steps, forecast.x(), forecast.v()));
      }
      for (int i = 0; i < left.length; i++) {
        left[i] += forecast.x()[i];
      }
      return kept.plus(UpdateSum.rank1(steps, left, last.v()));
    }
  };

  /** The update beside {@code steps} observed checkpoints. */
  public abstract UpdateSum update(int steps, ModuleForecast forecast);
}
