package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.progress.DecompositionProgress;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.StoredSteps;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Mixin for commands about a run: where it is, where its factors are, how they are computed. */
final class RunOptions {

  private static final double RESIDUAL = 1e-4;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description = "Directory with the checkpoints of a run, or its run.json.")
  private Path path;

  @Option(
      names = "--base",
      paramLabel = "DIR",
      description = "The base model; by default step 0 of the run or the base in run.json.")
  private Path base;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Where the factors are kept; by default RUN/.alpharl.")
  private Path store;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Modules at a time; by default all cores.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of random start vectors (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--residual",
      paramLabel = "R",
      description = "Relative residual of the triplets (default: ${DEFAULT-VALUE}).")
  private double residual = RESIDUAL;

  @Option(
      names = "--lora-alpha",
      paramLabel = "A",
      description = "Replaces lora_alpha of adapters, which verl's merger writes as 0.")
  private Double loraAlpha;

  @Option(
      names = "--allow-non-finite",
      description = "Leave out matrices with NaN or infinite weights instead of stopping.")
  private boolean allowNonFinite;

  Path path() {
    return path;
  }

  int threads() {
    if (threads < 1) {
      throw UsageException.of("--threads must be at least 1, not %d", threads);
    }
    return threads;
  }

  OptionalDouble loraAlpha() {
    return loraAlpha == null ? OptionalDouble.empty() : OptionalDouble.of(loraAlpha);
  }

  Run open() {
    return Run.open(path, Optional.ofNullable(base));
  }

  /** The run, or empty where its checkpoints are gone and only the factors are left. */
  Optional<Run> openIfThere() {
    try {
      return Optional.of(open());
    } catch (AlphaRlException e) {
      if (store().steps().isEmpty()) {
        throw e;
      }
      warn(e.getMessage() + "; working from the stored factors alone");
      return Optional.empty();
    }
  }

  /** The run's directory, whether it was named itself or by its run.json. */
  Path home() {
    return RunPlace.home(path);
  }

  FactorStore store() {
    return new FactorStore(store == null ? RunPlace.store(path) : store);
  }

  /** Where factors of this rank are kept, beside those of rank 1 and not in their place. */
  FactorStore store(int rank) {
    return rank == 1 ? store() : new FactorStore(store().directory().resolve("rank-" + rank));
  }

  Decomposer.Options options(Rank rank) {
    SpectralOptions spectral = new SpectralOptions(1, residual, 200, seed);
    return new Decomposer.Options(rank, spectral, threads(), allowNonFinite);
  }

  HfCheckpoint openBase(Run run) {
    return HfCheckpoint.open(run.base());
  }

  StepCheckpoint openStep(Run run, long step) {
    return StepCheckpoint.open(requireStep(run, step), loraAlpha());
  }

  private static Path requireStep(Run run, long step) {
    Path directory = run.steps().get(step);
    if (directory == null) {
      throw UsageException.of(
          "%s: has no checkpoint of step %d; its steps are %s",
          run.root(), step, run.steps().keySet());
    }
    return directory;
  }

  /** Decomposes those of {@code steps} that are missing in the store or out of date. */
  RunDecomposition.Summary update(Run run, Rank rank, Collection<Long> steps) {
    return update(run, store(), rank, steps);
  }

  /** Like {@link #update(Run, Rank, Collection)}, in {@code store}. */
  RunDecomposition.Summary update(Run run, FactorStore store, Rank rank, Collection<Long> steps) {
    try (DecompositionProgress progress = new DecompositionProgress(steps.size())) {
      RunDecomposition.Summary summary =
          new RunDecomposition(run, store, options(rank), loraAlpha()).update(steps, progress);
      summary.notes().forEach(this::warn);
      if (!summary.redone().isEmpty()) {
        warn(
            "the stored factors of steps "
                + summary.redone()
                + " came from other weights or options, or were damaged, and were computed again");
      }
      return summary;
    }
  }

  /** All steps with factors, after those of the run's checkpoints were brought up to date. */
  List<Long> prepared(Optional<Run> run, Rank rank) {
    run.ifPresent(there -> there.notes().forEach(this::warn));
    run.ifPresent(there -> update(there, rank, there.steps().keySet()));
    StoredSteps stored =
        run.map(there -> StoredSteps.of(store(), there))
            .orElseGet(() -> StoredSteps.alone(store()));
    stored.notes().forEach(this::warn);
    return stored.counted();
  }

  /**
   * The run and its options as words of a command line; those that do not change results are left
   * out.
   */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of(path.toString()));
    add(words, "--base", base);
    add(words, "--store", store);
    add(words, "--lora-alpha", loraAlpha);
    add(words, "--seed", seed == 0 ? null : seed);
    add(words, "--residual", residual == RESIDUAL ? null : residual);
    if (allowNonFinite) {
      words.add("--allow-non-finite");
    }
    return words;
  }

  private static void add(List<String> words, String name, Object value) {
    if (value != null) {
      words.add(name);
      words.add(value.toString());
    }
  }

  void warn(String note) {
    spec.commandLine().getErr().println("alpharl: note: " + note);
  }
}
