package io.github.alpharl.study;

import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.Shards;
import io.github.alpharl.factor.StoreSettings;
import io.github.alpharl.factor.StoredSteps;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.run.Masters;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.run.Shard;
import io.github.alpharl.run.StepNotes;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.spectral.Rank;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A run with its store, opened for study: the door of this library. Each checkpoint is opened and
 * fingerprinted once, when it is first needed, and stays open until this is closed.
 *
 * <pre>{@code
 * try (RunStudy study = RunStudy.open(run, StudyOptions.DEFAULT, StudyListener.SILENT)) {
 * }
 * }</pre>
 */
public final class RunStudy implements AutoCloseable {

  private static final Set<Setting> ASKED =
      Set.of(Setting.MODULES, Setting.EXCLUDE, Setting.NAMING);

  private final Path path;
  private final StudyOptions options;
  private final StudyListener listener;
  private final Optional<OpenRun> weights;
  private final Map<Integer, FactorStore> stores = new ConcurrentHashMap<>();
  private StoreSettings said = StoreSettings.NONE; // and not kept, as there was no store

  /**
   * A study of a run that is known already.
   *
   * @param path the run's directory or its run.json
   * @param options how it is opened and decomposed
   * @param listener hears notes and progress
   * @param checkpoints the run; empty where its checkpoints are gone and only factors are left
   */
  public RunStudy(
      Path path, StudyOptions options, StudyListener listener, Optional<Run> checkpoints) {
    this.path = path;
    this.options = options;
    this.listener = listener;
    this.weights = checkpoints.map(run -> new OpenRun(run, options.loraAlpha(), options.view()));
    weights.ifPresent(open -> open.keepWholes(store(path, options)));
  }

  /**
   * Opens the run in {@code path}.
   *
   * @throws io.github.alpharl.failure.BadDataException if there is no usable checkpoint
   * @throws UsageException if there is no base, or no module is selected
   */
  public static RunStudy open(Path path, StudyOptions options, StudyListener listener) {
    Optional<Path> base =
        options.base().or(() -> StoreSettings.base(store(path, options), listener::note));
    Run run = Run.open(path, new Run.Known(base, options.naming()));
    RunStudy study = new RunStudy(path, options, listener, Optional.of(run));
    try {
      study.tellSelection();
      return study;
    } catch (RuntimeException | Error e) {
      study.close();
      throw e;
    }
  }

  private void tellSelection() {
    if (!options.selection().isAll()) {
      options.patterns().note(weights().base()).ifPresent(listener::note);
    }
  }

  private static Path store(Path path, StudyOptions options) {
    return options.store().orElseGet(() -> RunPlace.store(path));
  }

  /** Keeps {@code settings} for later calls, where there is a store at the end of this one. */
  public void remember(StoreSettings settings) {
    said = settings.or(said);
    keep();
  }

  /**
   * Keeps the base that this call named for later ones, beside the run where that is possible.
   *
   * @return whether it was not kept before
   */
  public boolean rememberBase() {
    return options.base().isPresent() && StoreSettings.keepBase(store().directory(), run().base());
  }

  private void keep() {
    Path directory = store().directory();
    if (!said.equals(StoreSettings.NONE)
        && Files.isDirectory(directory)
        && Files.isWritable(directory)) {
      said.or(StoreSettings.read(directory)).write(directory);
      said = StoreSettings.NONE;
    }
  }

  /** Like {@link #open}; where its checkpoints are gone, from the stored factors alone. */
  public static RunStudy openStored(Path path, StudyOptions options, StudyListener listener) {
    try {
      return open(path, options, listener);
    } catch (AlphaRlException e) {
      RunStudy stored = new RunStudy(path, options, listener, Optional.empty());
      boolean asked = e.setting().filter(ASKED::contains).isPresent();
      if (asked || stored.store().steps().isEmpty()) {
        throw e;
      }
      listener.note(e.getMessage() + "; working from the stored factors alone");
      return stored;
    }
  }

  /** The run's directory or its run.json. */
  public Path path() {
    return path;
  }

  /** How the run is opened and decomposed. */
  public StudyOptions options() {
    return options;
  }

  /** Who hears notes and progress. */
  public StudyListener listener() {
    return listener;
  }

  /** The run; empty where its checkpoints are gone and only factors are left. */
  public Optional<Run> checkpoints() {
    return weights.map(OpenRun::run);
  }

  /** The steps of the run; where its checkpoints are gone, those of the store. */
  public Collection<Long> steps() {
    return checkpoints()
        .<Collection<Long>>map(there -> there.steps().keySet())
        .orElseGet(store()::steps);
  }

  /** The run, whose checkpoints are there. */
  public Run run() {
    return weights().run();
  }

  /** The checkpoints, which are there; they close with this. */
  public OpenRun weights() {
    return weights.orElseThrow();
  }

  /** The run's directory, whether it was named itself or by its run.json. */
  public Path home() {
    return RunPlace.home(path);
  }

  /** Where factors of rank 1 are kept. */
  public FactorStore store() {
    return store(1);
  }

  /** Where factors of this rank are kept, beside those of rank 1 and not in their place. */
  public FactorStore store(int rank) {
    return stores.computeIfAbsent(
        rank,
        _ -> {
          Path first = store(path, options);
          return new FactorStore(
              rank == 1 ? first : first.resolve("rank-" + rank), options.selection());
        });
  }

  /** Tells the listener what is odd about the run. */
  public void tellNotes() {
    checkpoints().ifPresent(there -> there.notes().forEach(listener::note));
    tellMasters();
  }

  /** Tells the listener where steps are longer floats than the base, and what that shows. */
  public void tellMasters() {
    weights.flatMap(OpenRun::masters).map(Masters::ofRun).ifPresent(listener::note);
  }

  /** Tells what is said of {@code steps} as they are read, where it was not told before. */
  void tell(Collection<Long> steps) {
    StepNotes notes = new StepNotes();
    steps.forEach(step -> weights().tell(step, notes));
    notes.list().forEach(listener::note);
  }

  /** Decomposes those of {@code steps} that are missing in the store or out of date. */
  public RunDecomposition.Summary update(Rank rank, Collection<Long> steps) {
    return update(store(), rank, steps);
  }

  /** Like {@link #update(Rank, Collection)}, in {@code store}. */
  public RunDecomposition.Summary update(FactorStore store, Rank rank, Collection<Long> steps) {
    return update(new RunDecomposition(weights(), store, options.decomposition(rank)), steps);
  }

  /** Decomposes {@code shard}'s modules, into a part of the store that {@link #merge} adds. */
  public RunDecomposition.Summary update(Rank rank, Collection<Long> steps, Shard shard) {
    weights().shareFingerprints(new Shards(store()).fingerprints());
    return update(
        new RunDecomposition(weights(), store(), options.decomposition(rank), shard), steps);
  }

  /** Puts the parts of all shards together and returns the steps that were not so before. */
  public List<Long> merge(Rank rank, Collection<Long> steps) {
    Shards shards = new Shards(store());
    weights().shareFingerprints(shards.fingerprints());
    return shards.merge(weights(), options.decomposition(rank), steps);
  }

  private RunDecomposition.Summary update(RunDecomposition work, Collection<Long> steps) {
    try (StudyListener.Decomposition progress = listener.decomposing(steps.size())) {
      RunDecomposition.Summary summary = work.update(steps, progress);
      summary.notes().forEach(listener::note);
      if (!summary.redone().isEmpty()) {
        listener.note(
            "the stored factors of steps "
                + StepNotes.shown(summary.redone())
                + " came from other weights, options or rank, or were damaged: computed again");
      }
      rememberBase();
      return summary;
    }
  }

  /**
   * All steps with factors, after those of the run's checkpoints were brought up to date. Steps
   * whose checkpoints are gone count only where they are of this run.
   */
  public List<Long> prepared(Rank rank) {
    tellNotes();
    checkpoints().ifPresent(there -> update(rank, there.steps().keySet()));
    StoredSteps stored =
        weights
            .map(there -> StoredSteps.of(store(), there))
            .orElseGet(() -> StoredSteps.alone(store()));
    stored.notes().forEach(listener::note);
    return stored.counted();
  }

  /** The stored factors of {@code steps}, after telling what is doubtful about them. */
  public RunFactors factors(List<Long> steps) {
    RunFactors factors = new RunFactors(store(), steps);
    factors.note().ifPresent(listener::note);
    StoredDoubts.tell(this, factors);
    return factors;
  }

  /**
   * The observed window of {@code steps}, its checkpoints mapped; closed before this.
   *
   * @param scores read only where a forecaster needs them
   */
  public ObservedWindow window(List<Long> steps, Supplier<ScoreSeries> scores, Needs needs) {
    return window(steps, scores, needs, StepClock.STEPS);
  }

  /** Like {@link #window(List, Supplier, Needs)}, for forecasters that count steps by a clock. */
  public ObservedWindow window(
      List<Long> steps, Supplier<ScoreSeries> scores, Needs needs, StepClock clock) {
    return new ObservedWindow(this, steps, scores, needs, clock);
  }

  /** Closes the checkpoints. */
  @Override
  public void close() {
    weights.ifPresent(OpenRun::close);
    keep();
  }
}
