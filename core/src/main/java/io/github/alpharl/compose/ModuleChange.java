package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.ModuleId;

/**
 * The new weights of one module (m × n): origin + Σ_k left_k · right_kᵀ.
 *
 * @param module which one
 * @param origin the weights that the sum is added to
 * @param left k vectors (m), which carry the scale
 * @param right k vectors (n)
 */
public record ModuleChange(ModuleId module, Origin origin, double[][] left, float[][] right) {

  /** Where the weights start. */
  public enum Origin {
    /** W₀. */
    BASE,
    /** W_T, the step that the change belongs to. */
    STEP
  }

  /** Checks that the counts agree. */
  public ModuleChange {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          module.name() + ": " + left.length + " left vectors for " + right.length);
    }
  }

  /** {@code base + left · rightᵀ}. */
  public static ModuleChange rank1(ModuleId module, double[] left, float[] right) {
    return new ModuleChange(module, Origin.BASE, new double[][] {left}, new float[][] {right});
  }

  /** ‖Σ_k left_k · right_kᵀ‖, through the k × k Gram matrices. */
  public double norm() {
    double square = 0;
    for (int i = 0; i < left.length; i++) {
      for (int j = 0; j < left.length; j++) {
        square += dot(left[i], left[j]) * dot(right[i], right[j]);
      }
    }
    return Math.sqrt(Math.max(0, square));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
