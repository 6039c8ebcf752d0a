package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.safetensors.Tensor;
import java.util.Arrays;

/**
 * The new weights of one module (m × n): W₀ + Σ_t weight_t·(W_t − W₀) + Σ_k left_k · right_kᵀ.
 *
 * @param module which one
 * @param weights one for each of the composer's steps, or none: then only the base counts
 * @param left k vectors (m), which carry the scale
 * @param right k vectors (n)
 */
public record ModuleChange(ModuleId module, double[] weights, double[][] left, float[][] right) {

  /** Checks that the counts agree. */
  public ModuleChange {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          module.name() + ": " + left.length + " left vectors for " + right.length);
    }
  }

  /** A change of the base by factors alone. */
  public static ModuleChange ofBase(ModuleId module, double[][] left, float[][] right) {
    return new ModuleChange(module, new double[0], left, right);
  }

  /** {@code base + left · rightᵀ}. */
  public static ModuleChange rank1(ModuleId module, double[] left, float[] right) {
    return ofBase(module, new double[][] {left}, new float[][] {right});
  }

  /** True when nothing but the base and the factors counts: a LoRA adapter can carry it. */
  public boolean isLowRank() {
    return Arrays.stream(weights).allMatch(weight -> weight == 0);
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
    return new ModuleChange(module, weights, lefts, rights);
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
