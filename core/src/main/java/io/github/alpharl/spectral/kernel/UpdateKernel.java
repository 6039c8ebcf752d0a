package io.github.alpharl.spectral.kernel;

import java.util.List;

/**
 * One sweep over rows of ΔW = W_t − W_0 for a block of k vectors, reading each weight once. {@link
 * ScalarUpdateKernel} is the definition; {@link VectorUpdateKernel} is the fast one.
 */
public interface UpdateKernel {

  /**
   * Y = ΔW·X for the rows in {@code ranges}, and Z += ΔWᵀ·Y over these rows.
   *
   * @param x k vectors of length n
   * @param y k vectors of length m; the entries of these rows are overwritten
   * @param z k vectors of length n; added to
   * @param tally collects ‖ΔW‖² and the unchanged entries of the rows; {@code null} to leave out
   */
  void sweep(
      WeightPair pair,
      List<RowRange> ranges,
      double[][] x,
      double[][] y,
      double[][] z,
      Tally tally);
}
