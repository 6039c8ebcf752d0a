package io.github.alpharl.forecast;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.vector.Vectors;
import java.util.Arrays;

/**
 * The predicted update x̂·v of one module, with the figures to judge it by.
 *
 * @param module its name
 * @param x x̂ (m), carries the scale
 * @param v v (n), of unit length, or zeros for a module that never moved
 * @param last the triplet of the last observed checkpoint, its sign in line with v
 * @param diagnostics of the fit
 */
public record ModuleForecast(
    String module, double[] x, float[] v, Rank1Factor last, Diagnostics diagnostics) {

  /** ‖x̂·vᵀ‖. */
  public double norm() {
    return Vectors.norm(x) * Vectors.norm(v);
  }

  /** The first entries of x̂, five at most. */
  public double[] head() {
    return Arrays.copyOf(x, Math.min(5, x.length));
  }
}
