package io.github.alpharl.forecast;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.Arrays;

/** How a rank-1 forecast becomes a module's update (method, section 4). */
public enum Composition {

  /** The paper's: x̂vᵀ replaces the whole update. */
  RANK1 {
    @Override
    public Update update(int steps, ModuleForecast forecast) {
      return Update.rank1(forecast.module(), steps, forecast.x(), forecast.v());
    }
  },

  /** Keeps the other subspaces of the last observed update: ΔW_T − σ₁u₁v₁ᵀ + x̂vᵀ. */
  FULL {
    @Override
    public Update update(int steps, ModuleForecast forecast) {
      Rank1Factor last = forecast.last();
      double[] left = Vectors.scaled(-last.sigma(), last.u());
      Update kept = Update.last(forecast.module(), steps);
      if (!Arrays.equals(forecast.v(), last.v())) {
        return kept.plus(Update.rank1(forecast.module(), steps, left, last.v()))
            .plus(Update.rank1(forecast.module(), steps, forecast.x(), forecast.v()));
      }
      for (int i = 0; i < left.length; i++) {
        left[i] += forecast.x()[i];
      }
      return kept.plus(Update.rank1(forecast.module(), steps, left, last.v()));
    }
  };

  /** The update beside {@code steps} observed checkpoints. */
  public abstract Update update(int steps, ModuleForecast forecast);
}
