package io.github.alpharl.factor;

import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.StepNotes;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Stored steps of an earlier training into the same folder. They show when a step's weights are
 * others than those that were decomposed: then stored steps whose checkpoints are gone may be of
 * either training, and are set aside.
 */
final class EarlierTraining {

  private final Run run;
  private final FactorStore store;

  private List<Long> moved = List.of();
  private String note = "";

  EarlierTraining(Run run, FactorStore store) {
    this.run = run;
    this.store = store;
  }

  /** The steps that were set aside. */
  List<Long> setAside() {
    return moved;
  }

  /** What to say of them. */
  Optional<String> note() {
    return Optional.of(note).filter(text -> !text.isEmpty());
  }

  /**
   * Takes notice of {@code step}, whose factors are about to be replaced by those of {@code key}.
   */
  void replacing(long step, FactorKey key) {
    if (!moved.isEmpty() || !isOfOtherWeights(step, key)) {
      return;
    }
    NavigableSet<Long> gone = new TreeSet<>(store.steps());
    gone.removeAll(run.steps().keySet());
    if (run.isListed()) {
      gone.clear(); // Those do not count anyway, and another list may name them.
    }
    if (!gone.isEmpty()) {
      Path folder = store.setAside(gone);
      moved = List.copyOf(gone);
      note =
          "the stored factors of "
              + Wording.count(gone.size(), "step")
              + " without a checkpoint ("
              + StepNotes.shown(gone)
              + ") are set aside, in "
              + folder
              + ": step "
              + step
              + " has other weights than those that were decomposed, so that they may be of an"
              + " earlier training; move those of this one back into the store";
    }
  }

  private boolean isOfOtherWeights(long step, FactorKey key) {
    if (!store.steps().contains(step)) {
      return false;
    }
    Optional<StoredFactors> stored = store.openIfSound(step);
    try {
      return stored
          .filter(factors -> factors.isCurrent() && factors.base().equals(Optional.of(key.base())))
          .flatMap(StoredFactors::weights)
          .filter(weights -> !weights.equals(key.weights()))
          .isPresent();
    } finally {
      stored.ifPresent(StoredFactors::close);
    }
  }
}
