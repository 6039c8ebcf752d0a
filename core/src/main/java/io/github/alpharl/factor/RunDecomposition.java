package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.run.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Brings a store up to date with a run, step by step in rising order. Each step is written when it
 * is done, so that an interrupted run goes on where it stopped; and each starts from the stored
 * factors of the two before it, so that going on gives the same bits as never stopping.
 */
public final class RunDecomposition {

  private static final int START_STEPS = 2;

  private final Run run;
  private final FactorStore store;
  private final Decomposer.Options options;
  private final OptionalDouble loraAlpha;

  /**
   * A decomposition of {@code run} into {@code store}.
   *
   * @param loraAlpha replaces the {@code lora_alpha} of adapters
   */
  public RunDecomposition(
      Run run, FactorStore store, Decomposer.Options options, OptionalDouble loraAlpha) {
    this.run = run;
    this.store = store;
    this.options = options;
    this.loraAlpha = loraAlpha;
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
   * @param notes what was left out and why
   */
  public record Summary(
      List<Long> decomposed, List<Long> reused, List<Long> redone, List<String> notes) {

    /** Copies the lists. */
    public Summary {
      decomposed = List.copyOf(decomposed);
      reused = List.copyOf(reused);
      redone = List.copyOf(redone);
      notes = List.copyOf(notes);
    }
  }

  /** Makes sure that the factors of {@code steps}, all of the run, are stored. */
  public Summary update(Collection<Long> steps, Listener listener) {
    List<Long> decomposed = new ArrayList<>();
    List<Long> reused = new ArrayList<>();
    List<Long> redone = new ArrayList<>();
    try (HfCheckpoint base = HfCheckpoint.open(run.base())) {
      Decomposer decomposer = new Decomposer(base, options);
      LazyFingerprint fingerprint = new LazyFingerprint(base);
      for (long step : steps.stream().sorted().toList()) {
        boolean known = store.steps().contains(step);
        boolean fresh = update(step, decomposer, fingerprint, listener);
        (fresh ? decomposed : reused).add(step);
        if (fresh && known) {
          redone.add(step);
        }
      }
      return new Summary(decomposed, reused, redone, decomposer.notes());
    }
  }

  /** True if {@code step} had to be decomposed. */
  private boolean update(
      long step, Decomposer decomposer, LazyFingerprint base, Listener listener) {
    try (StepCheckpoint checkpoint = StepCheckpoint.open(run.steps().get(step), loraAlpha)) {
      LazyFingerprint weights = new LazyFingerprint(checkpoint);
      boolean reused =
          store.steps().contains(step)
              && store.holds(step, options.key(base.get(), weights.get()), decomposer.required());
      listener.step(step, decomposer.bytes(), reused);
      if (!reused) {
        List<ModuleFactors> factors = decompose(step, base, checkpoint, decomposer, listener);
        store.write(step, options.key(base.get(), weights.get()), factors);
      }
      listener.stored(step);
      return !reused;
    }
  }

  private List<ModuleFactors> decompose(
      long step,
      LazyFingerprint base,
      StepCheckpoint checkpoint,
      Decomposer decomposer,
      Listener listener) {
    List<StoredFactors> start = earlier(step, base);
    try {
      return decomposer.decompose(checkpoint, start, listener::module);
    } finally {
      start.forEach(StoredFactors::close);
    }
  }

  /** The newest stored factors before {@code step} that belong to the same base. */
  private List<StoredFactors> earlier(long step, LazyFingerprint base) {
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
      if (factors.base().filter(base.get()::equals).isPresent()) {
        earlier.add(factors);
      } else {
        factors.close();
      }
    }
    return earlier;
  }

  /**
   * Computed when it is first needed: its thousands of scattered reads cost seconds on a cold disk,
   * and next to nothing once the weights have been read.
   */
  private static final class LazyFingerprint {

    private final StepCheckpoint checkpoint;
    private String value;

    LazyFingerprint(StepCheckpoint checkpoint) {
      this.checkpoint = checkpoint;
    }

    String get() {
      if (value == null) {
        value = Fingerprint.of(checkpoint);
      }
      return value;
    }
  }
}
