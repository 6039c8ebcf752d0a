package io.github.alpharl.run;

import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
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
 * @param notes checkpoints that are skipped, each with the reason and what to do
 */
public record Run(
    Path root,
    Path base,
    OptionalLong baseStep,
    NavigableMap<Long, Path> steps,
    List<String> notes) {

  /** Copies the collections. */
  public Run {
    steps = Collections.unmodifiableNavigableMap(new TreeMap<>(steps));
    notes = List.copyOf(notes);
  }

  /**
   * Finds the checkpoints of a run; their weights are not read.
   *
   * @param path a directory of steps, or a {@code run.json} or the directory that holds one
   * @param base the base model; where absent, that of the {@code run.json} or step 0
   * @throws BadDataException if there is no usable checkpoint, or a step occurs twice
   * @throws UsageException if there is no base
   * @throws EnvironmentException if the directory cannot be read
   */
  public static Run open(Path path, Optional<Path> base) {
    if (!Files.exists(path)) {
      throw BadDataException.of("%s: there is no such run directory or run.json", path);
    }
    Path list = Files.isDirectory(path) ? path.resolve("run.json") : path;
    RunSteps found = Files.exists(list) ? RunJson.read(list) : RunDirectory.read(path);
    return withBase(path, found, base);
  }

  /** Opens the checkpoint of {@code step}, which the caller closes. */
  public StepCheckpoint open(long step) {
    return open(step, OptionalDouble.empty());
  }

  /** Like {@link #open(long)}; {@code loraAlpha} replaces an adapter's {@code lora_alpha}. */
  public StepCheckpoint open(long step, OptionalDouble loraAlpha) {
    Path directory = steps.get(step);
    if (directory == null) {
      throw UsageException.of("%s: has no step %d; its steps are %s", root, step, steps.keySet());
    }
    return StepCheckpoint.open(directory, loraAlpha);
  }

  private static Run withBase(Path root, RunSteps found, Optional<Path> given) {
    NavigableMap<Long, Path> steps = found.usable();
    Path first = steps.remove(0L);
    Path base = given.or(found::base).orElse(first);
    if (base == null) {
      throw UsageException.of(
          "%s: has no step 0, so the base model is unknown; give it with --base DIR%s%s",
          root, adapterHint(steps), found.skippedHint());
    }
    if (!WeightFiles.exist(base)) {
      WeightFiles.locate(requireDirectory(base));
    }
    if (steps.isEmpty()) {
      throw BadDataException.of(
          "%s: has no usable checkpoint after the base%s", root, found.skippedHint());
    }
    boolean inside = given.isEmpty() && found.base().isEmpty();
    if (first != null && !inside && !first.equals(base)) {
      found.note(first + ": step 0 is left out, as the base is " + base);
    }
    OptionalLong baseStep = inside ? OptionalLong.of(0) : OptionalLong.empty();
    return new Run(root, base, baseStep, steps, found.notes());
  }

  /** What an adapter among {@code steps} says about its base. */
  private static String adapterHint(NavigableMap<Long, Path> steps) {
    return steps.values().stream()
        .flatMap(directory -> StepCheckpoint.adapterDirectory(directory).stream())
        .map(directory -> Json.read(directory.resolve(LoraConfig.NAME)))
        .map(config -> config.path("base_model_name_or_path").asText(""))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(name -> " (its adapters were trained from " + name + ")")
        .orElse("");
  }

  private static Path requireDirectory(Path base) {
    if (!Files.isDirectory(base)) {
      throw BadDataException.of("%s: there is no such directory for the base model", base);
    }
    return base;
  }
}
