package io.github.alpharl.update;

import io.github.alpharl.vector.Vectors;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * An update of one module (m × n) in terms of what was observed: Σ_t c_t·ΔW_t + Σ_k
 * left_k·right_kᵀ. Such sums form a linear space, so forecasts can be damped, mixed and compared as
 * they are. It is the one form in which updates travel: from forecasts and singular directions to
 * written checkpoints and adapters.
 *
 * @param module the module's name
 * @param weights c, one for each checkpoint of the window (T), or none: then only the products
 *     count
 * @param left k vectors (m), which carry the scale
 * @param right k vectors (n)
 */
public record Update(String module, double[] weights, double[][] left, float[][] right) {

  /** Checks that the counts agree. */
  public Update {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          module + ": " + left.length + " left vectors for " + right.length);
    }
  }

  /** Σ_t c_t·ΔW_t. */
  public static Update mixture(String module, double... weights) {
    return new Update(module, weights, new double[0][], new float[0][]);
  }

  /** ΔW of the last of {@code steps} checkpoints as it is. */
  public static Update last(String module, int steps) {
    double[] weights = new double[steps];
    weights[steps - 1] = 1;
    return mixture(module, weights);
  }

  /** left·rightᵀ beside {@code steps} checkpoints that do not count. */
  public static Update rank1(String module, int steps, double[] left, float[] right) {
    return new Update(
        module, new double[steps], new double[][] {left}, new float[][] {right});
  }

  /** Σ_k left_k·right_kᵀ alone. */
  public static Update products(String module, double[][] left, float[][] right) {
    return new Update(module, new double[0], left, right);
  }

  /** The sum of both. */
  public Update plus(Update other) {
    double[] sum = weights.clone();
    for (int t = 0; t < sum.length; t++) {
      sum[t] += other.weights[t];
    }
    return new Update(module, sum, left, right).plusProducts(other.left, other.right);
  }

  /** This and Σ_k left_k·right_kᵀ. */
  public Update plusProducts(double[][] moreLeft, float[][] moreRight) {
    return new Update(
        module,
        weights,
        Stream.concat(Arrays.stream(left), Arrays.stream(moreLeft)).toArray(double[][]::new),
        Stream.concat(Arrays.stream(right), Arrays.stream(moreRight)).toArray(float[][]::new));
  }

  /** This times {@code factor}. */
  public Update times(double factor) {
    return new Update(
        module,
        Vectors.scaled(factor, weights),
        Arrays.stream(left).map(l -> Vectors.scaled(factor, l)).toArray(double[][]::new),
        right);
  }

  /** This over other checkpoints: {@code weights} take the place of its own. */
  public Update over(double... others) {
    return new Update(module, others, left, right);
  }

  /** True when it is a mixture of checkpoints alone. */
  public boolean isMixture() {
    return left.length == 0;
  }

  /** True when no checkpoint counts: a LoRA adapter of rank k can carry it. */
  public boolean isLowRank() {
    return Arrays.stream(weights).allMatch(weight -> weight == 0);
  }

  /** ‖Σ_k left_k·right_kᵀ‖, through the k × k Gram matrices. */
  public double productsNorm() {
    double square = 0;
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left.length; j++) {
        square += Vectors.plainDot(left[i], left[j]) * Vectors.dot(right[i], right[j]);
      }
    }
    return Math.sqrt(Math.max(0, square));
  }
}
