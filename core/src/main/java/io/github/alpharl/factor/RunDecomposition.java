package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.Shard;
import io.github.alpharl.run.StepNotes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brings a store up to date with a run, some steps at a time in rising order. They are written when
 * they are done, so that an interrupted run goes on where it stopped; and each starts from the
 * factors of the two before it, so that going on gives the same bits as never stopping.
 */
public final class RunDecomposition {

  private final OpenRun weights;
  private final Run run;
  private final FactorStore store;
  private final Optional<Shards.Part> part;
  private final Decomposer.Options options;

  /** A decomposition of the run of {@code weights} into {@code store}. */
  public RunDecomposition(OpenRun weights, FactorStore store, Decomposer.Options options) {
    this.weights = weights;
    this.run = weights.run();
    this.store = store;
    this.part = Optional.empty();
    this.options = options;
  }

  /** A decomposition of {@code shard}'s modules into a store of its own within {@code whole}. */
  public RunDecomposition(
      OpenRun weights, FactorStore whole, Decomposer.Options options, Shard shard) {
    this.weights = weights;
    this.run = weights.run();
    this.part = Optional.of(new Shards(whole).part(shard));
    this.store = part.get().store();
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
    update.flush();
    return update.summary();
  }

  /**
   * Refuses a step that is the base, bit for bit, which the first weight that moved disproves.
   *
   * @throws io.github.alpharl.failure.BadDataException if it is
   */
  public static void requireTrained(long step, HfCheckpoint base, StepCheckpoint checkpoint) {
    StepCheck.refuseBase(step, base, checkpoint, List.of());
  }

  /** True if the store has factors of all {@code steps} as they and the base are now. */
  public boolean knows(Collection<Long> steps) {
    return store.steps().containsAll(steps) && steps.stream().allMatch(this::isKnown);
  }

  private boolean isKnown(long step) {
    try (StoredFactors stored = store.open(step)) {
      return stored.isOf(options.key(weights.fingerprint(), weights.fingerprint(step)));
    }
  }

  /** One call of {@link #update}. */
  private final class Update {

    private final Listener listener;
    private final Decomposer decomposer;
    private final EarlierTraining earlier = new EarlierTraining(run, store);
    private final StepNotes notes = new StepNotes();
    private final NavigableMap<Long, String> besides = new TreeMap<>();
    private final NavigableMap<Long, StepCheckpoint> pending = new TreeMap<>();
    private Decomposer missing; // for what is not stored of the steps that wait
    private final List<Long> decomposed = new ArrayList<>();
    private final List<Long> reused = new ArrayList<>();
    private final List<Long> redone = new ArrayList<>();

    Update(Listener listener) {
      this.listener = listener;
      Decomposer all = new Decomposer(weights.base(), options);
      this.decomposer = part.map(own -> all.shareOf(own.shard())).orElse(all);
      this.missing = decomposer;
    }

    Summary summary() {
      StepCheck.besides(besides).ifPresent(notes::add);
      earlier.note().ifPresent(notes::add);
      return new Summary(decomposed, reused, redone, earlier.setAside(), notes.list());
    }

    void step(long step) {
      boolean known = store.steps().contains(step);
      StepCheckpoint checkpoint;
      Set<String> done;
      try {
        checkpoint = weights.step(step);
        done = done(step, known);
        weights.tell(step, notes);
      } catch (AlphaRlException e) {
        flush();
        throw e;
      }
      boolean reuse = decomposer.isDone(done);
      boolean alone = known || !(checkpoint instanceof HfCheckpoint);
      if (reuse || alone) {
        flush();
      }
      missing = decomposer.without(reuse ? Set.of() : done);
      listener.step(step, missing.bytes(), reuse);
      if (reuse) {
        finish(step, reused);
        return;
      }
      pending.put(step, checkpoint);
      if (alone || pending.size() == decomposer.mostSteps()) {
        flush();
      }
      if (known) {
        again(step, done);
      }
    }

    /** The modules of {@code step} that need no work. */
    private Set<String> done(long step, boolean known) {
      if (part.filter(own -> own.isMerged(step, () -> key(step), decomposer)).isPresent()) {
        return decomposer.modules().stream().map(ModuleId::name).collect(Collectors.toSet());
      }
      return known ? store.held(step, key(step), options.allowNonFinite()) : Set.of();
    }

    private void again(long step, Set<String> done) {
      if (done.isEmpty()) {
        redone.add(step);
      } else {
        notes.add(
            step,
            Wording.count(missing.modules().size(), "module was", "modules were")
                + " decomposed beside the "
                + done.size()
                + " that were stored");
      }
    }

    private void finish(long step, List<Long> list) {
      listener.stored(step);
      weights.done(step);
      list.add(step);
    }

    /** Decomposes the steps that wait, together; where one is bad, those before it are stored. */
    void flush() {
      List<Long> waiting = List.copyOf(pending.keySet());
      try {
        if (!waiting.isEmpty()) {
          store.requireWritable();
          store.requireOneWidth();
          part.ifPresent(own -> own.whole().requireOneWidth());
          makeAll(waiting);
        }
      } finally {
        pending.clear();
      }
    }

    private void makeAll(List<Long> steps) {
      int before = decomposer.notes().size();
      List<List<ModuleFactors>> found;
      try {
        found = decompose(steps);
      } catch (BadDataException e) {
        if (steps.size() == 1) {
          throw e;
        }
        steps.forEach(step -> makeAll(List.of(step)));
        return;
      }
      decomposer.notes().stream().skip(before).forEach(note -> add(note, steps));
      for (int t = 0; t < steps.size(); t++) {
        write(steps.get(t), found.get(t));
        finish(steps.get(t), decomposed);
      }
    }

    /** Adds a note of the decomposer, which begins with the folder of one of {@code steps}. */
    private void add(String note, List<Long> steps) {
      steps.stream()
          .filter(step -> note.startsWith(pending.get(step).directory() + ":"))
          .findFirst()
          .ifPresentOrElse(
              step -> notes.add(step, note), () -> steps.forEach(step -> notes.add(step, note)));
    }

    private FactorKey key(long step) {
      return options.key(weights.fingerprint(), weights.fingerprint(step));
    }

    private void write(long step, List<ModuleFactors> factors) {
      StepCheckpoint checkpoint = pending.get(step);
      FactorKey key = key(step);
      StepCheck.refuseBase(step, weights.base(), checkpoint, factors);
      StepCheck.zeros(weights.base(), checkpoint, missing.modules())
          .ifPresent(zeros -> notes.add(step, zeros));
      if (part.isEmpty() && missing.modules().size() == decomposer.modules().size()) {
        StepCheck.beside(weights.base(), checkpoint, factors)
            .ifPresent(said -> besides.put(step, said));
      }
      earlier.replacing(step, key);
      store.write(step, key, factors, missing.leftOut(factors));
    }

    private List<List<ModuleFactors>> decompose(List<Long> steps) {
      List<StoredFactors> opened = new ArrayList<>();
      try {
        List<Decomposer.Step> walk = new ArrayList<>();
        for (long step : steps) {
          walk.add(
              new Decomposer.Step(
                  pending.get(step), new WarmStarts(weights, store, part).of(step, steps, opened)));
        }
        return missing.walk(walk, listener::module);
      } finally {
        opened.forEach(StoredFactors::close);
      }
    }
  }
}
