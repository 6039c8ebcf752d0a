package io.github.alpharl.trajectory;

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
public record UpdateSum(double[] weights, double[][] left, float[][] right) {

  /** Checks that the counts agree. */
  public UpdateSum {
    if (left.length != right.length) {
      throw new IllegalArgumentException(left.length + " left vectors for " + right.length);
    }
  }

  /** Σ_t c_t·ΔW_t. */
  public static UpdateSum mixture(double... weights) {
    return new UpdateSum(weights, new double[0][], new float[0][]);
  }

  /** ΔW of the last of {@code steps} checkpoints as it is. */
  public static UpdateSum last(int steps) {
    double[] weights = new double[steps];
    weights[steps - 1] = 1;
    return mixture(weights);
  }

  /** left·rightᵀ beside {@code steps} checkpoints that do not count. */
  public static UpdateSum rank1(int steps, double[] left, float[] right) {
    return new UpdateSum(new double[steps], new double[][] {left}, new float[][] {right});
  }

  /** The sum of both. */
  public UpdateSum plus(UpdateSum other) {
    double[] sum = weights.clone();
    for (int t = 0; t < sum.length; t++) {
      sum[t] += other.weights[t];
    }
    return new UpdateSum(
        sum,
        Stream.concat(Arrays.stream(left), Arrays.stream(other.left)).toArray(double[][]::new),
        Stream.concat(Arrays.stream(right), Arrays.stream(other.right)).toArray(float[][]::new));
  }

  /** This times {@code factor}. */
  public UpdateSum times(double factor) {
    return new UpdateSum(
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
