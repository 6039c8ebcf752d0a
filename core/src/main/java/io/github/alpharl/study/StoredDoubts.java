package io.github.alpharl.study;

import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.product.WindowProducts;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.linearity.Doubt;
import io.github.alpharl.linearity.Plausibility;
import io.github.alpharl.linearity.SampledNorms;
import io.github.alpharl.spectral.Rank;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells a study's listener what is doubtful about steps, as far as that is known already. */
final class StoredDoubts {

  private StoredDoubts() {}

  static void tell(RunStudy study, RunFactors factors) {
    tell(study, Plausibility.of(factors));
  }

  static void tell(RunStudy study, WindowProducts products) {
    tell(study, Plausibility.of(products));
  }

  /**
   * By the factors of {@code steps}, where all of them are stored, else by samples of their
   * weights: nothing is decomposed.
   */
  static void tell(RunStudy study, Collection<Long> steps) {
    tell(study, steps, steps);
  }

  /** Like the other, with samples of {@code step}, its neighbours, the first and the last alone. */
  static void around(RunStudy study, long step) {
    NavigableSet<Long> all = study.run().steps().navigableKeySet();
    NavigableSet<Long> near = new TreeSet<>(List.of(all.first(), step, all.last()));
    Stream.of(all.lower(step), all.higher(step)).filter(Objects::nonNull).forEach(near::add);
    tell(study, all, near);
  }

  private static void tell(RunStudy study, Collection<Long> all, Collection<Long> sampled) {
    RunDecomposition work =
        new RunDecomposition(
            study.weights(), study.store(), study.options().decomposition(new Rank.Count(1)));
    try {
      if (all.size() > 1 && work.knows(all)) {
        try (RunFactors factors = new RunFactors(study.store(), all)) {
          tell(study, factors);
        }
      } else if (sampled.size() > 1) {
        List<Long> some = List.copyOf(sampled);
        tell(study, SampledNorms.doubts(study.weights(), study.options().patterns(), some));
      }
    } catch (BadDataException damaged) {
      // Whoever needs the factors or the step says so.
    }
  }

  private static void tell(RunStudy study, List<Doubt> doubts) {
    doubts.forEach(doubt -> study.listener().note(doubt.sentence()));
  }
}
