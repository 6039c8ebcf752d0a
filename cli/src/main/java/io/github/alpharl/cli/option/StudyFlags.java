package io.github.alpharl.cli.option;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.study.StudyOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin: how runs are opened and decomposed. */
public final class StudyFlags {

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
      defaultValue = "1e-4",
      paramLabel = "R",
      description = "Relative residual of the triplets (default: ${DEFAULT-VALUE}).")
  private double residual;

  @Option(
      names = "--lora-alpha",
      paramLabel = "A",
      description = "Replaces lora_alpha of adapters, which verl's merger writes as 0.")
  private Double loraAlpha;

  @Option(
      names = "--as",
      paramLabel = "TYPE",
      description =
          "Read whole models as a merge into this type would leave them: float32 masters of shards"
              + " as bf16 or f16, rounded (default: as they are).")
  private FloatType view;

  @Option(
      names = "--allow-non-finite",
      description = "Leave out matrices with NaN or infinite weights instead of stopping.")
  private boolean allowNonFinite;

  @Option(
      names = "--steps-named",
      paramLabel = "NAME",
      description =
          "How the run's steps are called, with {N} for the number and * for what differs, as"
              + " checkpoint-{N}; asked for where a directory holds several runs.")
  private String naming;

  @Mixin private ModuleFlags modules;

  /** How the run is opened and decomposed. */
  public StudyOptions options() {
    if (threads < 1) {
      throw UsageException.of("--threads must be at least 1, not %d", threads);
    }
    return new StudyOptions(
        Optional.ofNullable(base),
        Optional.ofNullable(naming),
        Optional.ofNullable(store),
        threads,
        seed,
        residual,
        loraAlpha == null ? OptionalDouble.empty() : OptionalDouble.of(loraAlpha),
        allowNonFinite,
        modules.selection(),
        Optional.ofNullable(view).map(FloatType::dtype));
  }

  /** Where factors are kept, if it was said. */
  public Optional<Path> store() {
    return Optional.ofNullable(store);
  }

  /** The options that change results, as words of a command line. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    add(words, "--base", base);
    add(words, "--steps-named", naming);
    add(words, "--store", store);
    add(words, "--lora-alpha", loraAlpha);
    add(words, "--as", view);
    add(words, "--seed", seed == 0 ? null : seed);
    add(words, "--residual", residual == StudyOptions.RESIDUAL ? null : residual);
    add(words, "--modules", modules.include().orElse(null));
    add(words, "--exclude", modules.exclude().orElse(null));
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
}
