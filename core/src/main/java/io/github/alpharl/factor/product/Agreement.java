package io.github.alpharl.factor.product;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.safetensors.Tensor;
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

  /** How the model {@code guess} meets {@code truth}, as updates of all modules of {@code base}. */
  public static Agreement of(HfCheckpoint base, HfCheckpoint truth, HfCheckpoint guess) {
    double error2 = 0;
    double predicted2 = 0;
    double actual2 = 0;
    double product = 0;
    for (ModuleId module : ModulePatterns.standard().modules(base)) {
      Tensor from = module.slice(base);
      Tensor to = module.slice(truth);
      Tensor by = module.slice(guess);
      for (long i = 0; i < from.size(); i++) {
        double actual = to.get(i) - from.get(i);
        double predicted = by.get(i) - from.get(i);
        error2 += (predicted - actual) * (predicted - actual);
        predicted2 += predicted * predicted;
        actual2 += actual * actual;
        product += predicted * actual;
      }
    }
    return new Agreement(error2, predicted2, actual2, product);
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
