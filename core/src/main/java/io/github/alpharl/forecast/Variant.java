package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import java.util.OptionalDouble;

/**
 * How AlphaRL departs from the paper; {@link #PAPER} does not.
 *
 * @param regressor what the update is regressed on
 * @param forecastV v₁ is forecast by a fit of its own instead of taken from the last checkpoint
 * @param damping d of the leap x_T + d·(x̂ − x_T), 1 for none
 * @param cap longest leap in norms of x_T; infinite for none
 * @param rank k directions instead of one
 * @param leastR2 modules whose fit has a lower R² are held at their last update; −∞ for none
 * @param leastQ2 the same with the cross-validated R²
 * @param composition what becomes of the other directions
 * @param baseScore y₀, where the base joins the fit as the point (0, y₀)
 */
public record Variant(
    Regressor regressor,
    boolean forecastV,
    double damping,
    double cap,
    int rank,
    double leastR2,
    double leastQ2,
    Composition composition,
    OptionalDouble baseScore) {

  /** As published. */
  public static final Variant PAPER =
      new Variant(
          Regressor.ACCURACY,
          false,
          1,
          Double.POSITIVE_INFINITY,
          1,
          Double.NEGATIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Composition.RANK1,
          OptionalDouble.empty());

  /** What the position along the trajectory is measured by. */
  public enum Regressor {
    /** y. */
    ACCURACY,
    /** ln(y/(1 − y)), y kept {@value #EDGE} away from 0 and 1. */
    LOGIT,
    /** t. */
    STEP;

    private static final double EDGE = 1e-3;

    double of(double score, double step) {
      return switch (this) {
        case ACCURACY -> score;
        case LOGIT -> logit(Math.clamp(score, EDGE, 1 - EDGE));
        case STEP -> step;
      };
    }

    private static double logit(double share) {
      return Math.log(share / (1 - share));
    }
  }

  /** Checks the ranges. */
  public Variant {
    if (rank < 1) {
      throw UsageException.of("alpharl: the rank must be at least 1, not %d", rank);
    }
    if (rank > 1 && forecastV) {
      throw UsageException.of("alpharl: v is forecast for rank 1 only");
    }
    if (rank > 1 && baseScore.isPresent()) {
      throw UsageException.of("alpharl: the base joins the fit for rank 1 only");
    }
  }

  boolean holds(Diagnostics diagnostics) {
    return diagnostics.r2().orElse(Double.POSITIVE_INFINITY) < leastR2
        || diagnostics.q2().orElse(Double.POSITIVE_INFINITY) < leastQ2;
  }

  /** d, so that ‖d·(x̂ − x_T)‖ ≤ cap·‖x_T‖. */
  double shortened(double leap, double last) {
    return leap * damping > cap * last ? cap * last / leap : damping;
  }

  /** The same with another composition. */
  public Variant with(Composition other) {
    return new Variant(
        regressor, forecastV, damping, cap, rank, leastR2, leastQ2, other, baseScore);
  }

  /** The same with the base at y₀ in the fit. */
  public Variant withBase(double score) {
    return new Variant(
        regressor,
        forecastV,
        damping,
        cap,
        rank,
        leastR2,
        leastQ2,
        composition,
        OptionalDouble.of(score));
  }
}
