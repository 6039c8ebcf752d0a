package io.github.alpharl.factor;

import io.github.alpharl.run.OpenRun;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a step's factors are sought from.
 *
 * @param weights of the run
 * @param store of the steps
 * @param part of a store, where the run is decomposed in shards
 */
record WarmStarts(OpenRun weights, FactorStore store, Optional<Shards.Part> part) {

  private static final int START_STEPS = 2;

  /**
   * The newest factors before {@code step} that belong to the same base: of {@code walked} steps,
   * or stored; these are added to {@code opened}.
   */
  List<Decomposer.Start> of(long step, List<Long> walked, List<StoredFactors> opened) {
    NavigableSet<Long> candidates = new TreeSet<>(store.steps());
    part.ifPresent(own -> candidates.addAll(own.whole().steps()));
    candidates.addAll(walked);
    List<Decomposer.Start> starts = new ArrayList<>();
    for (long candidate : candidates.headSet(step, false).descendingSet()) {
      if (starts.size() == START_STEPS) {
        break;
      }
      if (walked.contains(candidate)) {
        starts.add(new Decomposer.Start.Walked(walked.indexOf(candidate)));
      } else {
        stored(candidate)
            .ifPresent(
                factors -> {
                  opened.add(factors);
                  starts.add(new Decomposer.Start.Stored(factors));
                });
      }
    }
    return starts;
  }

  /** The stored factors of {@code step}, if they are sound and belong to the same base. */
  private Optional<StoredFactors> stored(long step) {
    FactorStore place =
        part.filter(_ -> !store.steps().contains(step)).map(Shards.Part::whole).orElse(store);
    Optional<StoredFactors> found = place.openIfSound(step);
    if (found.isPresent() && !found.get().base().equals(Optional.of(weights.fingerprint()))) {
      found.get().close();
      return Optional.empty();
    }
    return found;
  }
}
