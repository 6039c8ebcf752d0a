package io.github.alpharl.study;

import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a run is opened and decomposed.
 *
 * @param base the base model's directory; where absent, the run's own
 * @param naming the name of the run's steps with <code>{N}</code> for the number; needed where a
 *     directory holds several
 * @param store where factors are kept; where absent, {@code .alpharl} in the run
 * @param threads modules at a time
 * @param seed of random start vectors
 * @param residual relative residual of the singular triplets
 * @param loraAlpha replaces {@code lora_alpha} of adapters
 * @param allowNonFinite leaves out matrices with NaN or infinite weights instead of stopping
 * @param selection the modules that count
 * @param view the type that a merge would round whole models to before they are read; empty for
 *     their own
 */
public record StudyOptions(
    Optional<Path> base,
    Optional<String> naming,
    Optional<Path> store,
    int threads,
    long seed,
    double residual,
    OptionalDouble loraAlpha,
    boolean allowNonFinite,
    ModuleSelection selection,
    Optional<Dtype> view) {

  /** The relative residual unless another one is asked for. */
  public static final double RESIDUAL = 1e-4;

  private static final int MOST_SWEEPS = 200;

  /** All cores, the run's own base and store. */
  public static final StudyOptions DEFAULT =
      new StudyOptions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Runtime.getRuntime().availableProcessors(),
          0,
          RESIDUAL,
          OptionalDouble.empty(),
          false,
          ModuleSelection.all(),
          Optional.empty());

  /** Refuses fewer than one thread. */
  public StudyOptions {
    if (threads < 1) {
      throw UsageException.of("the number of threads must be at least 1, not %d", threads)
          .by(Setting.THREADS);
    }
  }

  /** These with the base model in {@code directory}. */
  public StudyOptions withBase(Path directory) {
    return with(Optional.of(directory), store, threads, selection);
  }

  /** These with the store in {@code directory}. */
  public StudyOptions withStore(Path directory) {
    return with(base, Optional.of(directory), threads, selection);
  }

  /** These with so many modules at a time. */
  public StudyOptions withThreads(int count) {
    return with(base, store, count, selection);
  }

  /** These for the modules that {@code selected} takes. */
  public StudyOptions withSelection(ModuleSelection selected) {
    return with(base, store, threads, selected);
  }

  /** These with whole models rounded to {@code type} when they are read. */
  public StudyOptions withView(Dtype type) {
    return new StudyOptions(
        base,
        naming,
        store,
        threads,
        seed,
        residual,
        loraAlpha,
        allowNonFinite,
        selection,
        Optional.of(type));
  }

  private StudyOptions with(
      Optional<Path> newBase, Optional<Path> newStore, int count, ModuleSelection selected) {
    return new StudyOptions(
        newBase,
        naming,
        newStore,
        count,
        seed,
        residual,
        loraAlpha,
        allowNonFinite,
        selected,
        view);
  }

  /** Which tensors of a model are modules that count. */
  public ModulePatterns patterns() {
    return ModulePatterns.standard().select(selection);
  }

  /** Those that change a model, as part of the keys of kept results. */
  public String modelSettings() {
    return List.of(seed, residual, loraAlpha, allowNonFinite, selection).toString();
  }

  /** For factors of {@code rank}. */
  public Decomposer.Options decomposition(Rank rank) {
    SpectralOptions spectral = new SpectralOptions(1, residual, MOST_SWEEPS, seed);
    return new Decomposer.Options(rank, spectral, threads, allowNonFinite, selection);
  }
}
