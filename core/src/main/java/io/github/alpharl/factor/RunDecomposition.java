package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.StepNotes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings a store up to date with a run, step by step in rising order. Each step is written when it
 * is done, so that an interrupted run goes on where it stopped; and each starts from the stored
 * factors of the two before it, so that going on gives the same bits as never stopping.
 */
public final class RunDecomposition {

  private static final int START_STEPS = 2;

  private final OpenRun weights;
  private final Run run;
  private final FactorStore store;
  private final Decomposer.Options options;

  /** A decomposition of the run of {@code weights} into {@code store}. */
  public RunDecomposition(OpenRun weights, FactorStore store, Decomposer.Options options) {
    this.weights = weights;
    this.run = weights.run();
    this.store = store;
    this.options = options;
  }

  /** What a decomposition tells while it works. */
  public interface Listener {

    /** Hears nothing. */
    Listener NONE = new Listener() {};

    /** So many {@code bytes} of weights of one step are about to be decomposed, or not at all. */
    default void step(long step, long bytes, boolean reused) {}

    /** A module of so many bytes is done. */
    default void module(long bytes) {}

    /** The factors of {@code step} are stored. */
    default void stored(long step) {}
  }

  /**
   * What was done.
   *
   * @param decomposed steps that were computed
   * @param reused steps whose factors were there
   * @param redone those of {@code decomposed} whose stored factors came from other files or
   *     options, or were damaged
   * @param setAside stored steps without a checkpoint that belong to an earlier training
   * @param notes what was left out and why
   */
  public record Summary(
      List<Long> decomposed,
      List<Long> reused,
      List<Long> redone,
      List<Long> setAside,
      List<String> notes) {

    /** Copies the lists. */
    public Summary {
      decomposed = List.copyOf(decomposed);
      reused = List.copyOf(reused);
      redone = List.copyOf(redone);
      setAside = List.copyOf(setAside);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Makes sure that the factors of {@code steps}, all of the run, are stored.
   *
   * @throws BadDataException if a step is unreadable, of another architecture, or the base itself
   * @throws EnvironmentException if there is work to do and the store cannot be written
   */
  public Summary update(Collection<Long> steps, Listener listener) {
    Update update = new Update(listener);
    steps.stream().sorted().forEach(update::step);
    return update.summary();
  }

  /** One call of {@link #update}. */
  private final class Update {

    private final Listener listener;
    private final Decomposer decomposer;
    private final Earlier earlier = new Earlier();
    private final StepNotes notes = new StepNotes();
    private final List<Long> decomposed = new ArrayList<>();
    private final List<Long> reused = new ArrayList<>();
    private final List<Long> redone = new ArrayList<>();

    Update(Listener listener) {
      this.listener = listener;
      this.decomposer = new Decomposer(weights.base(), options);
    }

    Summary summary() {
      earlier.note().ifPresent(notes::add);
      List<String> all = new ArrayList<>(decomposer.notes());
      all.addAll(notes.list());
      return new Summary(decomposed, reused, redone, earlier.setAside(), all);
    }

    void step(long step) {
      boolean known = store.steps().contains(step);
      Set<String> done = known ? held(step) : Set.of();
      boolean reuse = known && decomposer.isDone(done);
      Decomposer missing = decomposer.without(done);
      StepCheckpoint checkpoint = weights.step(step);
      checkpoint.notes().forEach(note -> notes.add(step, note));
      listener.step(step, reuse ? decomposer.bytes() : missing.bytes(), reuse);
      if (!reuse) {
        make(step, checkpoint, missing);
      }
      listener.stored(step);
      weights.done(step);
      (reuse ? reused : decomposed).add(step);
      if (!reuse && known) {
        again(step, missing, done);
      }
    }

    private FactorKey key(long step) {
      return options.key(weights.fingerprint(), weights.fingerprint(step));
    }

    private Set<String> held(long step) {
      return store.held(step, key(step), options.allowNonFinite());
    }

    private void again(long step, Decomposer missing, Set<String> done) {
      if (done.isEmpty()) {
        redone.add(step);
      } else {
        notes.add(
            step,
            missing.modules().size()
                + " modules were decomposed beside the "
                + done.size()
                + " that were stored");
      }
    }

    private void make(long step, StepCheckpoint checkpoint, Decomposer missing) {
      store.requireWritable();
      List<ModuleFactors> factors = decompose(step, checkpoint, missing);
      FactorKey key = key(step);
      StepCheck.refuseBase(step, weights.base(), checkpoint, factors);
      StepCheck.zeros(weights.base(), checkpoint, missing.modules())
          .ifPresent(zeros -> notes.add(step, zeros));
      earlier.replacing(step, key);
      store.write(step, key, factors, missing.leftOut(factors));
    }

    private List<ModuleFactors> decompose(
        long step, StepCheckpoint checkpoint, Decomposer missing) {
      List<StoredFactors> start = earlier(step);
      try {
        return missing.decompose(checkpoint, start, listener::module);
      } finally {
        start.forEach(StoredFactors::close);
      }
    }
  }

  /** The newest stored factors before {@code step} that belong to the same base. */
  private List<StoredFactors> earlier(long step) {
    List<StoredFactors> earlier = new ArrayList<>();
    for (long candidate : store.steps().headSet(step, false).descendingSet()) {
      if (earlier.size() == START_STEPS) {
        break;
      }
      Optional<StoredFactors> found = store.openIfSound(candidate);
      if (found.isEmpty()) {
        continue;
      }
      StoredFactors factors = found.get();
      if (factors.base().filter(weights.fingerprint()::equals).isPresent()) {
        earlier.add(factors);
      } else {
        factors.close();
      }
    }
    return earlier;
  }

  /**
   * Stored steps of an earlier training into the same folder. They show when a step's weights are
   * others than those that were decomposed: then stored steps whose checkpoints are gone may be of
   * either training, and are set aside.
   */
  private final class Earlier {

    private List<Long> moved = List.of();
    private String note = "";

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
                + gone.size()
                + " steps without a checkpoint ("
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
            .filter(
                factors -> factors.isCurrent() && factors.base().equals(Optional.of(key.base())))
            .flatMap(StoredFactors::weights)
            .filter(weights -> !weights.equals(key.weights()))
            .isPresent();
      } finally {
        stored.ifPresent(StoredFactors::close);
      }
    }
  }
}
