package io.github.alpharl.checkpoint;

/**
 * An update Σ σᵢ uᵢ vᵢᵀ of one weight matrix (m × n).
 *
 * @param tensorName the matrix in the base
 * @param sigma k factors; a sign goes to u
 * @param u k vectors of length m
 * @param v k vectors of length n
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to disk, never compared
public record LowRankUpdate(String tensorName, double[] sigma, double[][] u, double[][] v) {

  /** Checks that the counts agree. */
  public LowRankUpdate {
    if (sigma.length != u.length || sigma.length != v.length) {
      throw new IllegalArgumentException(tensorName + ": sigma, u and v differ in number");
    }
  }

  /** The update σ u vᵀ. */
  public static LowRankUpdate rank1(String tensorName, double sigma, double[] u, double[] v) {
    return new LowRankUpdate(
        tensorName, new double[] {sigma}, new double[][] {u}, new double[][] {v});
  }

  /** The number of terms. */
  public int rank() {
    return sigma.length;
  }
}
