package io.github.alpharl.spectral;

/**
 * One singular triplet of an update, ΔW v = σ u.
 *
 * @param sigma σ ≥ 0
 * @param u left singular vector (m), of length one; zeros where σ = 0
 * @param v right singular vector (n), of length one; zeros where σ = 0
 * @param residual ‖ΔWᵀu − σv‖ / σ, computed from the last sweep; 0 where σ = 0
 */
public record SingularTriplet(double sigma, double[] u, double[] v, double residual) {

  static SingularTriplet zero(int rows, int columns) {
    return new SingularTriplet(0, new double[rows], new double[columns], 0);
  }
}
