package io.github.alpharl.factor;

import io.github.alpharl.spectral.SingularTriplet;
import io.github.alpharl.spectral.TopSubspace;
import io.github.alpharl.vector.Vectors;
import java.util.List;

/**
 * What the factor store keeps of one module's update ΔW_t (m × n) at one step.
 *
 * @param module its name
 * @param u k left singular vectors (m), best first
 * @param v k right singular vectors (n)
 * @param sigma k singular values, descending
 * @param residual ‖ΔWᵀu − σv‖/σ of each
 * @param norm ‖ΔW_t‖
 * @param gap σ₂/σ₁
 * @param unchangedShare the share of entries equal in base and step
 * @param sweeps how often the weights were read
 */
public record ModuleFactors(
    String module,
    float[][] u,
    float[][] v,
    double[] sigma,
    double[] residual,
    double norm,
    double gap,
    double unchangedShare,
    int sweeps) {

  /** The factors that {@code subspace} found, vectors rounded to float32. */
  public static ModuleFactors of(String module, TopSubspace subspace) {
    List<SingularTriplet> triplets = subspace.triplets();
    return new ModuleFactors(
        module,
        triplets.stream().map(t -> Vectors.rounded(t.u())).toArray(float[][]::new),
        triplets.stream().map(t -> Vectors.rounded(t.v())).toArray(float[][]::new),
        triplets.stream().mapToDouble(SingularTriplet::sigma).toArray(),
        triplets.stream().mapToDouble(SingularTriplet::residual).toArray(),
        subspace.norm(),
        subspace.gap(),
        subspace.unchangedShare(),
        subspace.sweeps());
  }

  /** The number of triplets. */
  public int rank() {
    return sigma.length;
  }

  /** The top triplet alone. */
  public Rank1Factor top() {
    return new Rank1Factor(u[0], v[0], sigma[0], norm);
  }

  /** σ₁/‖ΔW‖, the paper's "Rank-1 fraction"; 0 where ΔW = 0. */
  public double normShare() {
    return top().normShare();
  }

  /** ‖ΔW⁽ᵏ⁾‖/‖ΔW‖, the share of the norm in the first k directions; 0 where ΔW = 0. */
  public double normShare(int k) {
    return norm == 0 ? 0 : keptNorm(k) / norm;
  }

  /** α_k = ‖ΔW‖/‖ΔW⁽ᵏ⁾‖ (method, section 2); 0 where ΔW = 0. */
  public double alpha(int k) {
    double kept = keptNorm(k);
    return kept == 0 ? 0 : norm / kept;
  }

  private double keptNorm(int k) {
    double squares = 0;
    for (int i = 0; i < Math.min(k, sigma.length); i++) {
      squares += sigma[i] * sigma[i];
    }
    return Math.sqrt(squares);
  }
}
