package io.github.alpharl.linearity;

import java.util.OptionalDouble;

/**
 * A one-component partial least squares fit of y on X (T × m); symbols of the method, section 3.
 *
 * <p>The component is oriented along X̃ᵀỹ, so {@code slope} is never negative. scikit-learn turns
 * weights, scores and loadings together so that the largest weight is positive; its slope of y on
 * the scores has the same magnitude, and every product (x̂, ŷ, R²) is identical.
 *
 * @param mean x̄, column means (m)
 * @param deviation s, column standard deviations of divisor T−1, 1 for a column that never moves
 *     (m)
 * @param weights w, of unit length (m); zeros when {@link #isDefined()} is false
 * @param scores z = X̃w (T)
 * @param loadings p = X̃ᵀz/zᵀz (m)
 * @param slope a of the line y = a·z + b, ≥ 0
 * @param intercept b = ȳ
 * @param r2 share of the variance of y on the line; empty when X or y never moves
 */
public record PlsFit(
    double[] mean,
    double[] deviation,
    double[] weights,
    double[] scores,
    double[] loadings,
    double slope,
    double intercept,
    OptionalDouble r2) {

  /** False when X or y never moves, or nothing in X moves with y: there is no line. */
  public boolean isDefined() {
    return r2.isPresent();
  }

  /** True for two points, through which every line passes: R² = 1 then means nothing. */
  public boolean isMeaningless() {
    return scores.length <= 2;
  }

  /** z* = (y* − b)/a, the score at which the line reaches {@code y}; 0 when undefined. */
  public double score(double y) {
    return isDefined() ? (y - intercept) / slope : 0;
  }

  /** x̂(y*) = x̄ + s ∘ p · z* (m): the point of the line for {@code y}; x̄ when undefined. */
  public double[] invert(double y) {
    double z = score(y);
    double[] x = new double[mean.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = mean[j] + deviation[j] * loadings[j] * z;
    }
    return x;
  }

  /** dx̂/dy = s ∘ p / a (m), the velocity of the line; zeros when undefined. */
  public double[] velocity() {
    double[] dx = new double[mean.length];
    for (int j = 0; isDefined() && j < dx.length; j++) {
      dx[j] = deviation[j] * loadings[j] / slope;
    }
    return dx;
  }

  /** ŷ of one row (m). */
  public double predict(double[] x) {
    double z = 0;
    for (int j = 0; j < x.length; j++) {
      z += (x[j] - mean[j]) / deviation[j] * weights[j];
    }
    return slope * z + intercept;
  }
}
