package io.github.alpharl.factor;

import io.github.alpharl.vector.Vectors;

/**
 * How a predicted update P meets the actual one A; of several modules, the sums over all.
 *
 * @param error2 ‖P − A‖²
 * @param predicted2 ‖P‖²
 * @param actual2 ‖A‖²
 * @param product ⟨P, A⟩
 */
public record Agreement(double error2, double predicted2, double actual2, double product) {

  /** Of nothing. */
  public static final Agreement NONE = new Agreement(0, 0, 0, 0);

  static Agreement of(double[] predicted, double[] actual) {
    double error2 = 0;
    for (int i = 0; i < actual.length; i++) {
      double e = predicted[i] - actual[i];
      error2 += e * e;
    }
    return new Agreement(
        error2,
        Vectors.dot(predicted, predicted),
        Vectors.dot(actual, actual),
        Vectors.dot(predicted, actual));
  }

  /** Both together. */
  public Agreement plus(Agreement other) {
    return new Agreement(
        error2 + other.error2,
        predicted2 + other.predicted2,
        actual2 + other.actual2,
        product + other.product);
  }

  /** ‖P − A‖/‖A‖; 0 when neither moves, infinite when only P does. */
  public double relativeError() {
    return error2 == 0 ? 0 : Math.sqrt(error2 / actual2);
  }

  /** cos(P, A); 0 when one of them is zero. */
  public double cosine() {
    double norms = Math.sqrt(predicted2 * actual2);
    return norms == 0 ? 0 : product / norms;
  }
}
