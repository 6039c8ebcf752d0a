package io.github.alpharl.study.search;

import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.util.List;

/**
 * How a search goes on from the best forecast: in each round it races against {@link Adjustment}s
 * of it, and the winner is adjusted in the next one.
 *
 * @param candidates of a round, the best so far among them
 * @param spreads of the coefficients, one a round; none for no refinement
 */
public record Refinement(int candidates, List<Double> spreads) {

  /** No refinement: the best forecast as it is. */
  public static final Refinement NONE = new Refinement(2, List.of());

  /** Refuses what is no plan. */
  public Refinement {
    spreads = List.copyOf(spreads);
    if (candidates < 2) {
      throw UsageException.of(
          "a round of a search needs at least 2 candidates, not %d", candidates);
    }
    if (!spreads.stream().allMatch(spread -> spread > 0 && spread <= 2)) {
      throw UsageException.of("the spreads of a search must lie in (0, 2], not %s", spreads)
          .by(Setting.SPREAD);
    }
  }
}
