package io.github.alpharl.forecast;

/**
 * What must be prepared before a forecaster can look at a window; each part costs a pass over the
 * checkpoints or an evaluation of each.
 *
 * @param scores the accuracy of every checkpoint
 * @param rank of the factors in the store; 0 for none
 * @param products the inner products of the updates
 */
public record Needs(boolean scores, int rank, boolean products) {

  /** The steps alone. */
  public static final Needs NOTHING = new Needs(false, 0, false);

  /** The inner products alone. */
  public static final Needs PRODUCTS = new Needs(false, 0, true);

  /** What both need. */
  public Needs and(Needs other) {
    return new Needs(
        scores || other.scores, Math.max(rank, other.rank), products || other.products);
  }
}
