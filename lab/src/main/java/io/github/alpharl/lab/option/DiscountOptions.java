package io.github.alpharl.lab.option;

/**
 * How later rewards count for earlier tokens.
 *
 * @param gamma discount a token
 * @param lambda of generalised advantage estimation
 */
public record DiscountOptions(double gamma, double lambda) {

  /** Checks the ranges. */
  public DiscountOptions {
    Requirement.positiveShare("gamma", gamma);
    Requirement.share("lambda", lambda);
  }
}
