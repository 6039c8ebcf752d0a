package io.github.alpharl.spectral;

import io.github.alpharl.failure.UsageException;

/**
 * What to compute of an update and how well.
 *
 * @param rank number k of singular triplets, at least 1; more than min(m, n) means all
 * @param tolerance the residual ‖ΔWᵀu − σv‖/σ at which a triplet is good enough, in (0, 1)
 * @param maxSweeps after so many sweeps the best triplets so far are given, with their residual
 * @param seed of the random start; the same seed gives the same bits
 */
public record SpectralOptions(int rank, double tolerance, int maxSweeps, long seed) {

  /** One triplet to a relative residual of 1e-4. */
  public static final SpectralOptions DEFAULT = new SpectralOptions(1, 1e-4, 200, 0);

  /** Checks the ranges. */
  public SpectralOptions {
    if (rank < 1) {
      throw UsageException.of("the rank must be at least 1, not %d", rank);
    }
    if (!(tolerance > 0 && tolerance < 1)) {
      throw UsageException.of("the residual must lie between 0 and 1, not %s", tolerance);
    }
    if (maxSweeps < 1) {
      throw UsageException.of("at least one sweep is needed, not %d", maxSweeps);
    }
  }

  /** These options with another rank. */
  public SpectralOptions withRank(int newRank) {
    return new SpectralOptions(newRank, tolerance, maxSweeps, seed);
  }

  SpectralOptions withTolerance(double newTolerance) {
    return new SpectralOptions(rank, newTolerance, maxSweeps, seed);
  }
}
