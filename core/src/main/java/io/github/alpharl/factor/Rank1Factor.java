package io.github.alpharl.factor;

import io.github.alpharl.vector.Vectors;

/**
 * The top singular triplet of one module's update ΔW_t (m × n), with the norm of the whole update.
 *
 * @param u left singular vector (m), of unit length, or zeros where ΔW_t = 0
 * @param v right singular vector (n), of unit length, or zeros where ΔW_t = 0
 * @param sigma σ₁ ≥ 0
 * @param norm ‖ΔW_t‖ (Frobenius)
 */
public record Rank1Factor(float[] u, float[] v, double sigma, double norm) {

  /** The same triplet with both vectors negated. */
  public Rank1Factor flipped() {
    return new Rank1Factor(negated(u), negated(v), sigma, norm);
  }

  /** σ₁/‖ΔW‖, the paper's "Rank-1 fraction"; 0 where ΔW = 0. */
  public double normShare() {
    return norm == 0 ? 0 : sigma / norm;
  }

  /** True where the update has no direction (ΔW_t = 0). */
  public boolean isZero() {
    return norm == 0 || Vectors.norm(u) == 0;
  }

  private static float[] negated(float[] a) {
    float[] negated = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      negated[i] = -a[i];
    }
    return negated;
  }
}
