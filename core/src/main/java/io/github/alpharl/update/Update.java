package io.github.alpharl.update;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * An update of one module (m × n) in terms of what was observed: Σ_t c_t·ΔW_t + Σ_k
 * left_k·right_kᵀ. Such sums form a linear space, so forecasts can be damped, mixed and compared as
 * they are.
 *
 * @param weights c, one for each checkpoint of the window (T)
 * @param left k vectors (m), which carry the scale
 * @param right k vectors (n)
 */
public record Update(double[] weights, double[][] left, float[][] right) {

  /** Checks that the counts agree. */
  public Update {
    if (left.length != right.length) {
      throw new IllegalArgumentException(left.length + " left vectors for " + right.length);
    }
  }

  /** Σ_t c_t·ΔW_t. */
  public static Update mixture(double... weights) {
    return new Update(weights, new double[0][], new float[0][]);
  }

  /** ΔW of the last of {@code steps} checkpoints as it is. */
  public static Update last(int steps) {
    double[] weights = new double[steps];
    weights[steps - 1] = 1;
    return mixture(weights);
  }

  /** left·rightᵀ beside {@code steps} checkpoints that do not count. */
  public static Update rank1(int steps, double[] left, float[] right) {
    return new Update(new double[steps], new double[][] {left}, new float[][] {right});
  }

  /** The sum of both. */
  public Update plus(Update other) {
    double[] sum = weights.clone();
    for (int t = 0; t < sum.length; t++) {
      sum[t] += other.weights[t];
    }
    return new Update(
        sum,
        Stream.concat(Arrays.stream(left), Arrays.stream(other.left)).toArray(double[][]::new),
        Stream.concat(Arrays.stream(right), Arrays.stream(other.right)).toArray(float[][]::new));
  }

  /** This times {@code factor}. */
  public Update times(double factor) {
    return new Update(
        scaled(factor, weights),
        Arrays.stream(left).map(l -> scaled(factor, l)).toArray(double[][]::new),
        right);
  }

  /** True when it is a mixture of checkpoints alone. */
  public boolean isMixture() {
    return left.length == 0;
  }

  private static double[] scaled(double factor, double[] a) {
    return Arrays.stream(a).map(value -> factor * value).toArray();
  }
}
