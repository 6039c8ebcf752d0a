package io.github.alpharl.spectral;

import java.util.Collections;
import java.util.List;

/**
 * The leading singular triplets of one update and what a sweep learns on the way.
 *
 * @param triplets the k largest, σ descending; σ = 0 beyond the rank of ΔW
 * @param norm ‖ΔW‖, the Frobenius norm
 * @param gap σ₂/σ₁, an estimate from below where only one triplet was asked for; 0 if ΔW = 0; near
 *     1 the first direction alone means little
 * @param unchangedShare the share of entries that are exactly equal in base and step
 * @param sweeps how often all weights were read
 */
public record TopSubspace(
    List<SingularTriplet> triplets, double norm, double gap, double unchangedShare, int sweeps) {

  /** Copies the list. */
  public TopSubspace {
    triplets = List.copyOf(triplets);
  }

  /** The result for ΔW = 0 (m × n): {@code wanted} triplets with σ = 0. */
  public static TopSubspace zero(int rows, int columns, int wanted) {
    SingularTriplet none = SingularTriplet.zero(rows, columns);
    return new TopSubspace(Collections.nCopies(wanted, none), 0, 0, 1, 1);
  }

  /** The triplet of σ₁. */
  public SingularTriplet top() {
    return triplets.getFirst();
  }

  /** σ₁/‖ΔW‖, the paper's "Rank-1 fraction"; 0 where ΔW = 0. */
  public double normShare() {
    return norm == 0 ? 0 : top().sigma() / norm;
  }
}
