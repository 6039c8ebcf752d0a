package io.github.alpharl.run;

import io.github.alpharl.broadcast.Difference;
import io.github.alpharl.broadcast.WholeModels;
import io.github.alpharl.checkpoint.Checkpoints;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Dtype;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * The checkpoints of a run while somebody works with them: each is opened and fingerprinted once,
 * when it is first asked for. Whoever opened this closes it; nobody closes what it hands out. Safe
 * from any thread.
 */
public final class OpenRun implements AutoCloseable {

  /** So many steps stay open for whoever comes next: some thousand tensors' names each. */
  private static final int KEPT = 64;

  private static final long BASE = -1;

  private final Run run;
  private final OptionalDouble loraAlpha;
  private final Optional<Dtype> view;
  private final NavigableMap<Long, StepCheckpoint> open = new TreeMap<>();
  private final Map<Long, String> fingerprints = new HashMap<>();
  private final Set<Long> held = new HashSet<>();
  private final Map<Long, Difference> differences = new HashMap<>();
  private final Set<Long> told = new HashSet<>();
  private HfCheckpoint base;
  private SharedFingerprints shared;
  private WholeModels wholes;

  /**
   * The checkpoints of {@code run}, none of them open yet.
   *
   * @param loraAlpha replaces the {@code lora_alpha} of adapters
   */
  public OpenRun(Run run, OptionalDouble loraAlpha) {
    this(run, loraAlpha, Optional.empty());
  }

  /** Like the other; steps are read as merged folders of the type {@code view} would hold them. */
  public OpenRun(Run run, OptionalDouble loraAlpha, Optional<Dtype> view) {
    this.run = run;
    this.loraAlpha = loraAlpha;
    this.view = view;
    keepWholes(RunPlace.store(run.root()));
  }

  /** Where {@code store} lies, the newest whole model is kept that was made of differences. */
  public final synchronized void keepWholes(Path store) {
    wholes = new WholeModels(store.resolve("whole"), this::base);
  }

  /** What it opens. */
  public Run run() {
    return run;
  }

  /** The base model. */
  public synchronized HfCheckpoint base() {
    if (base == null) {
      base = HfCheckpoint.open(run.base());
    }
    return base;
  }

  /**
   * The checkpoint of {@code step}.
   *
   * @throws UsageException naming the steps that there are
   * @throws io.github.alpharl.failure.BadDataException if it cannot be read
   */
  public synchronized StepCheckpoint step(long step) {
    StepCheckpoint found = open.get(step);
    if (found == null) {
      StepCheckpoint own =
          StepCheckpoint.openOver(whole(step), loraAlpha, Optional.of(base()), run.adapter());
      found = Masters.as(own, view);
      open.put(step, found);
    }
    return found;
  }

  /** The folder of {@code step}, or that of the whole model that its differences give. */
  private Path whole(long step) {
    Path directory = directory(step);
    Optional<Difference> difference = Difference.in(directory);
    difference.ifPresent(found -> differences.put(step, found));
    return difference.map(wholes::of).orElse(directory);
  }

  /** Like {@link #step}; it stays open until this is closed. */
  public synchronized StepCheckpoint hold(long step) {
    held.add(step);
    return step(step);
  }

  /**
   * Adds what is said of {@code step} as it is read over the base (what was mapped, left out or
   * taken for something else), if it was not said before, whoever works with it.
   *
   * @throws io.github.alpharl.failure.BadDataException if it does not fit the base
   */
  public synchronized void tell(long step, StepNotes notes) {
    if (!told.contains(step)) {
      StepCheckpoint aligned = step(step).alignedTo(base());
      aligned.notes().forEach(note -> notes.add(step, note));
      if (differences.containsKey(step)) {
        notes.add(step, "is put together from slime's differences");
        WholeModels.note(differences.get(step)).ifPresent(note -> notes.add(step, note));
      }
      if (aligned instanceof HfCheckpoint model) {
        Checkpoints.roundingNote(base(), model).ifPresent(note -> notes.add(step, note));
      }
      told.add(step);
    }
  }

  private Path directory(long step) {
    Path directory = run.steps().get(step);
    if (directory == null) {
      throw UsageException.of(
          "%s: has no checkpoint of step %d; its steps are %s",
          run.root(), step, StepNotes.shown(run.steps().keySet()));
    }
    return directory;
  }

  /**
   * The fingerprint of the base: thousands of scattered reads, which cost seconds on a cold disk,
   * and next to nothing once the weights have been read.
   */
  public synchronized String fingerprint() {
    return fingerprints.computeIfAbsent(BASE, _ -> fingerprint("base", base()));
  }

  /** The fingerprint of the checkpoint of {@code step}. */
  public synchronized String fingerprint(long step) {
    return fingerprints.computeIfAbsent(step, _ -> fingerprint(name(step), step(step)));
  }

  private String name(long step) {
    return "step-" + step + view.map(type -> "-as-" + type).orElse("");
  }

  /**
   * What the last step that can be read has in longer floats than the base, with what a merge would
   * lose; nothing where it is read as merged.
   */
  public Optional<Masters> masters() {
    for (long step : run.steps().descendingKeySet()) {
      try {
        return Masters.of(step(step), base());
      } catch (BadDataException unreadable) {
        // Whoever needs the step says so.
      }
    }
    return Optional.empty();
  }

  private String fingerprint(String name, StepCheckpoint checkpoint) {
    return shared == null ? Fingerprint.of(checkpoint) : shared.of(name, checkpoint);
  }

  /** Shares fingerprints with other processes that work on this run, in {@code folder}. */
  public synchronized void shareFingerprints(Path folder) {
    shared = new SharedFingerprints(folder);
  }

  /**
   * What the base and {@code steps} hold, whatever they are called: a line of fingerprints each.
   */
  public String content(Collection<Long> steps) {
    StringBuilder text = new StringBuilder(fingerprint());
    steps.forEach(step -> text.append('\n').append(step).append(' ').append(fingerprint(step)));
    return text.toString();
  }

  /**
   * The step {@code to} over the step {@code from} in place of the base, under the base's names,
   * with the checkpoints that are open here and close with this.
   *
   * @param from a step with whole weights; 0 for the base
   */
  public OpenRun pair(long from, long to) {
    Path under = from == 0 ? run.base() : directory(from);
    if (!((from == 0 ? base() : hold(from)) instanceof HfCheckpoint model)) {
      throw UsageException.of(
          "%s: the update from step %d to %d is taken between whole models, and this is an adapter;"
              + " choose another forecaster",
          under, from, to);
    }
    Run two =
        new Run(
            run.root(),
            under,
            OptionalLong.empty(),
            new TreeMap<>(Map.of(to, directory(to))),
            List.of());
    OpenRun pair = new OpenRun(two, loraAlpha, view);
    pair.base = from == 0 ? model : model.alignedTo(base());
    pair.open.put(to, hold(to));
    pair.fingerprints.put(BASE, from == 0 ? fingerprint() : fingerprint(from));
    pair.fingerprints.put(to, fingerprint(to));
    return pair;
  }

  /**
   * Says that {@code step} is done with for now: it is closed where many others are open, or where
   * it was put together, as each takes the space of a model.
   */
  public synchronized void done(long step) {
    boolean dear = differences.containsKey(step) && open.containsKey(step);
    if ((open.size() > KEPT || dear) && !held.contains(step)) {
      open.remove(step).close();
    }
  }

  @Override
  public synchronized void close() {
    open.values().forEach(StepCheckpoint::close);
    open.clear();
    if (base != null) {
      base.close();
      base = null;
    }
  }
}
