package io.github.alpharl.study;

import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.product.WindowProducts;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.linearity.Doubt;
import io.github.alpharl.linearity.Plausibility;
import io.github.alpharl.spectral.Rank;
import java.util.Collection;
import java.util.List;

/** Tells a study's listener what is doubtful about steps, as far as that is known already. */
final class StoredDoubts {

  private StoredDoubts() {}

  static void tell(RunStudy study, RunFactors factors) {
    tell(study, Plausibility.of(factors));
  }

  static void tell(RunStudy study, WindowProducts products) {
    tell(study, Plausibility.of(products));
  }

  /** By the factors of {@code steps}, where all of them are stored; nothing is computed. */
  static void tell(RunStudy study, Collection<Long> steps) {
    RunDecomposition work =
        new RunDecomposition(
            study.weights(), study.store(), study.options().decomposition(new Rank.Count(1)));
    try {
      if (steps.size() > 1 && work.knows(steps)) {
        try (RunFactors factors = new RunFactors(study.store(), steps)) {
          tell(study, factors);
        }
      }
    } catch (BadDataException damaged) {
      // Whoever needs the factors computes them again and says so.
    }
  }

  private static void tell(RunStudy study, List<Doubt> doubts) {
    doubts.forEach(doubt -> study.listener().note(doubt.sentence()));
  }
}
