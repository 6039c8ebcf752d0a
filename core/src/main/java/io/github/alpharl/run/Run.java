package io.github.alpharl.run;

import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A training run on disk: its base and its usable checkpoints by true step number.
 *
 * @param root the directory or {@code run.json} that describes it
 * @param base the directory of the base model
 * @param baseStep the base's step, if it was found inside the run
 * @param steps the directories with weights, of full models or adapters, without the base
 * @param notes what was skipped or found for the caller, each with the reason and what to do
 * @param adapter which one counts where a step's file holds several
 */
public record Run(
    Path root,
    Path base,
    OptionalLong baseStep,
    NavigableMap<Long, Path> steps,
    List<String> notes,
    Optional<String> adapter) {

  /** Copies the collections. */
  public Run {
    steps = Collections.unmodifiableNavigableMap(new TreeMap<>(steps));
    notes = List.copyOf(notes);
  }

  /** A run whose steps hold one adapter each, or none. */
  public Run(
      Path root,
      Path base,
      OptionalLong baseStep,
      NavigableMap<Long, Path> steps,
      List<String> notes) {
    this(root, base, baseStep, steps, notes, Optional.empty());
  }

  /**
   * What a caller knows of a run besides its place.
   *
   * @param base the base model, a directory or a Hub's id in the cache; where absent, that of the
   *     {@code run.json}, step 0, or what the run's adapters name
   * @param naming the name of the run's steps with <code>{N}</code> for the number, as {@code
   *     checkpoint-{N}}; needed where a directory holds several
   * @param hub where models of the Hub are
   */
  public record Known(Optional<Path> base, Optional<String> naming, HubCache hub) {

    /** With this {@code base} and naming, and the machine's own cache of the Hub. */
    public Known(Optional<Path> base, Optional<String> naming) {
      this(base, naming, HubCache.system());
    }
  }

  /** Like {@link #open(Path, Known)} with no more known than the base. */
  public static Run open(Path path, Optional<Path> base) {
    return open(path, new Known(base, Optional.empty()));
  }

  /**
   * Finds the checkpoints of a run; their weights are not read.
   *
   * @param path a directory of steps, a {@code run.json} or the directory that holds one, or a
   *     repository in the Hub's cache with steps as folders or branches
   * @throws BadDataException if there is no usable checkpoint, or a step occurs twice
   * @throws UsageException if there is no base, or the directory holds several runs
   * @throws EnvironmentException if the directory cannot be read
   */
  public static Run open(Path path, Known known) {
    return withBase(path, steps(path, known), known);
  }

  static RunSteps steps(Path path, Known known) {
    Optional<Path> repository = known.hub().repository(path);
    if (repository.isPresent()) {
      return HubRun.read(repository.get(), known.naming());
    }
    if (!Files.exists(path)) {
      throw BadDataException.of(
              "%s: there is no such run directory or run.json%s", path, known.hub().hint(path))
          .in(path)
          .as(Defect.MISSING);
    }
    Path list = RunPlace.list(path);
    if (!Files.exists(list)) {
      return RunDirectory.read(path, known.naming());
    }
    if (known.naming().isPresent()) {
      throw UsageException.of(
          "%s: says which steps the run has, so that they cannot be named %s besides; give one or"
              + " the other",
          list, known.naming().get());
    }
    return RunJson.read(list);
  }

  /** Opens the checkpoint of {@code step}, which the caller closes. */
  public StepCheckpoint open(long step) {
    return open(step, OptionalDouble.empty());
  }

  /** Like {@link #open(long)}; {@code loraAlpha} replaces an adapter's {@code lora_alpha}. */
  public StepCheckpoint open(long step, OptionalDouble loraAlpha) {
    Path directory = steps.get(step);
    if (directory == null) {
      throw UsageException.of(
          "%s: has no step %d; its steps are %s", root, step, StepNotes.shown(steps.keySet()));
    }
    return StepCheckpoint.openOver(directory, loraAlpha, Optional.empty(), adapter);
  }

  /** True if a list has its steps one by one, so that no other belongs to it. */
  public boolean isListed() {
    Path list = RunPlace.list(root);
    return Files.exists(list) && RunJson.isList(list);
  }

  private static Run withBase(Path root, RunSteps found, Known known) {
    NavigableMap<Long, Path> steps = found.usable();
    Path first = steps.remove(0L);
    AdapterBase named = new AdapterBase(root, steps, known.hub());
    Optional<Path> outside = known.base().map(known.hub()::model).or(found::base);
    Path base = outside.or(() -> inside(first)).or(() -> named.find(found.notes())).orElse(null);
    if (base == null) {
      throw UsageException.of(
              "%s: has no step 0, so the base model is unknown; give the base%s%s",
              root, named.hint(), found.skippedHint())
          .by(Setting.BASE);
    }
    requireModel(base, known.hub());
    if (steps.isEmpty()) {
      throw BadDataException.of(
              "%s: has no usable checkpoint after the base%s", root, found.skippedHint())
          .in(root)
          .as(Defect.MISSING);
    }
    if (first != null && !first.equals(base)) {
      found.notes().add(first + ": step 0 is left out, as the base is " + base);
    }
    named.compare(base, found.notes());
    boolean own = base.equals(first) && outside.isEmpty();
    OptionalLong baseStep = own ? OptionalLong.of(0) : OptionalLong.empty();
    return new Run(root, base, baseStep, steps, found.notes().list(), found.adapter());
  }

  /** Step 0 as the base, unless it is an adapter, which needs one itself. */
  private static Optional<Path> inside(Path first) {
    return Optional.ofNullable(first).filter(WeightFiles::exist);
  }

  private static void requireModel(Path base, HubCache hub) {
    if (!Files.isDirectory(base)) {
      throw BadDataException.of(
              "%s: there is no such directory for the base model%s", base, hub.hint(base))
          .in(base)
          .as(Defect.MISSING)
          .by(Setting.BASE);
    }
    requireWeights(base);
    Completeness.check(base);
  }

  private static void requireWeights(Path base) {
    try {
      WeightFiles.locate(base);
    } catch (BadDataException none) {
      List<Path> below = ModelSearch.below(base);
      if (below.isEmpty()) {
        throw none;
      }
      throw BadDataException.of(
              "%s: %s itself, but these folders look like models: %s; give one of them as the base",
              base,
              WeightFiles.NONE,
              Wording.firstFive(below.stream().map(Path::toString).toList()))
          .in(base)
          .as(Defect.MISSING)
          .by(Setting.BASE);
    }
  }
}
