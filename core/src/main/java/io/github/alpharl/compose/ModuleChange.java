package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.Tensor;
import java.util.Arrays;

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

  /** The same sum added to other weights. */
  public ModuleChange from(Origin other) {
    return new ModuleChange(module, other, left, right);
  }

  /** This and {@code scaling · B · A}, an adapter's update by its factors (m × r, r × n). */
  public ModuleChange plusProduct(Tensor b, Tensor a, double scaling) {
    int rank = Math.toIntExact(a.shape().getFirst());
    double[][] lefts = Arrays.copyOf(left, left.length + rank);
    float[][] rights = Arrays.copyOf(right, right.length + rank);
    for (int k = 0; k < rank; k++) {
      lefts[left.length + k] = new double[Math.toIntExact(b.shape().getFirst())];
      rights[right.length + k] = new float[Math.toIntExact(a.shape().getLast())];
      for (int i = 0; i < lefts[left.length + k].length; i++) {
        lefts[left.length + k][i] = scaling * b.get((long) i * rank + k);
      }
      for (int c = 0; c < rights[right.length + k].length; c++) {
        rights[right.length + k][c] = (float) a.get((long) k * rights[right.length + k].length + c);
      }
    }
    return new ModuleChange(module, origin, lefts, rights);
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
