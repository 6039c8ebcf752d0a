package io.github.alpharl.factor;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.StepNotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which steps of a store count for a run. One without a checkpoint does only if it was decomposed
 * against the run's base and no list leaves it out; those of an earlier training were set aside
 * when a step was found to have other weights.
 *
 * @param store where they are
 * @param counted the steps that count, rising
 * @param gone those of them that have no checkpoint any more
 * @param otherBase stored, but decomposed against another base
 * @param unlisted stored, but not in the run's list
 * @param otherVersion stored by a version whose factors mean something else
 */
public record StoredSteps(
    Path store,
    List<Long> counted,
    List<Long> gone,
    List<Long> otherBase,
    List<Long> unlisted,
    List<Long> otherVersion) {

  /** Copies the lists. */
  public StoredSteps {
    counted = List.copyOf(counted);
    gone = List.copyOf(gone);
    otherBase = List.copyOf(otherBase);
    unlisted = List.copyOf(unlisted);
    otherVersion = List.copyOf(otherVersion);
  }

  /**
   * Those of {@code store} that count for the run of {@code weights}, whose own steps are up to
   * date.
   *
   * @throws BadDataException if one without a checkpoint is damaged
   */
  public static StoredSteps of(FactorStore store, OpenRun weights) {
    Run run = weights.run();
    TreeSet<Long> without = new TreeSet<>(store.steps());
    without.removeAll(run.steps().keySet());
    TreeSet<Long> counted = new TreeSet<>(store.steps());
    counted.retainAll(run.steps().keySet());
    if (run.isListed()) {
      return new StoredSteps(
          store.directory(),
          List.copyOf(counted),
          List.of(),
          List.of(),
          List.copyOf(without),
          List.of());
    }
    Map<Optional<String>, List<Long>> byBase = byBase(store, without);
    List<Long> otherVersion = remove(byBase, Optional.empty());
    List<Long> gone =
        without.isEmpty() ? List.of() : remove(byBase, Optional.of(weights.fingerprint()));
    counted.addAll(gone);
    List<Long> other = byBase.values().stream().flatMap(List::stream).sorted().toList();
    return new StoredSteps(
        store.directory(), List.copyOf(counted), gone, other, List.of(), otherVersion);
  }

  /**
   * Those of a store whose run has no checkpoint any more.
   *
   * @throws BadDataException if one is damaged, or they are over several bases
   */
  public static StoredSteps alone(FactorStore store) {
    Map<Optional<String>, List<Long>> byBase = byBase(store, store.steps());
    List<Long> otherVersion = remove(byBase, Optional.empty());
    if (byBase.isEmpty()) {
      throw BadDataException.of(
          "%s: its %s (%s) %s stored by another version of alpharl, whose factors mean"
              + " something else, and no checkpoint is left; decompose the run again from its"
              + " checkpoints",
          store.directory(),
          Wording.count(otherVersion.size(), "step"),
          StepNotes.shown(otherVersion),
          otherVersion.size() == 1 ? "was" : "were");
    }
    if (byBase.size() != 1) {
      throw BadDataException.of(
              "%s: holds factors of %d trainings over different bases (steps %s); give the run with its"
                  + " base, or move all but one away",
              store.directory(),
              byBase.size(),
              byBase.values().stream()
                  .map(StepNotes::shown)
                  .collect(Collectors.joining("; steps ")))
          .in(store.directory())
          .as(Defect.MISMATCH);
    }
    List<Long> all = byBase.values().iterator().next();
    return new StoredSteps(store.directory(), all, all, List.of(), List.of(), otherVersion);
  }

  /** What to say of those that count without a checkpoint, and of those that do not count. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    note(
        notes,
        gone,
        "whose checkpoint is no longer there: counted from the stored factors; to leave one out,"
            + " delete its step-N.safetensors in "
            + store);
    note(notes, otherBase, "stored in " + store + " over another base: not counted");
    note(notes, unlisted, "stored in " + store + " but not in the run's list: not counted");
    note(notes, otherVersion, "stored in " + store + " by another version: not counted");
    return notes;
  }

  private static void note(List<String> notes, List<Long> steps, String what) {
    if (!steps.isEmpty()) {
      String count = steps.size() == 1 ? "1 step (" : steps.size() + " steps (";
      notes.add(count + StepNotes.shown(steps) + ") " + what);
    }
  }

  private static List<Long> remove(
      Map<Optional<String>, List<Long>> byBase, Optional<String> base) {
    List<Long> steps = byBase.remove(base);
    return steps == null ? List.of() : steps;
  }

  /** The steps by their base's fingerprint; those of another version under none. */
  private static Map<Optional<String>, List<Long>> byBase(FactorStore store, Iterable<Long> steps) {
    Map<Optional<String>, List<Long>> byBase =
        new TreeMap<>(Comparator.comparing(base -> base.orElse("")));
    for (long step : steps) {
      try (StoredFactors stored = store.open(step)) {
        Optional<String> base = stored.isCurrent() ? stored.base() : Optional.empty();
        byBase.computeIfAbsent(base, _ -> new ArrayList<>()).add(step);
      }
    }
    return byBase;
  }
}
