package io.github.alpharl.forecast;

import io.github.alpharl.trajectory.Vectors;

/** How a forecast becomes a module's weights (method, section 4): W = W_origin + left·vᵀ. */
public enum Composition {

  /** The paper's: W₀ + x̂vᵀ replaces the whole update. */
  RANK1(Origin.BASE) {
    @Override
    public double[] left(ModuleForecast forecast) {
      return forecast.x().clone();
    }
  },

  /** Keeps the other subspaces of the last observed update: W_T + (x̂ − σ₁u₁)vᵀ. */
  FULL(Origin.LAST) {
    @Override
    public double[] left(ModuleForecast forecast) {
      double[] left = Vectors.scaled(-forecast.last().sigma(), forecast.last().u());
      for (int i = 0; i < left.length; i++) {
        left[i] += forecast.x()[i];
      }
      return left;
    }
  };

  /** The checkpoint whose weights a composition starts from. */
  public enum Origin {
    /** W₀. */
    BASE,
    /** W_T, the last observed checkpoint. */
    LAST
  }

  private final Origin origin;

  Composition(Origin origin) {
    this.origin = origin;
  }

  /** Where the weights start. */
  public Origin origin() {
    return origin;
  }

  /** The left vector (m) whose outer product with the forecast's v is added to the origin. */
  public abstract double[] left(ModuleForecast forecast);
}
