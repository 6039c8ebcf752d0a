package io.github.alpharl.accelerate.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.accelerate.LegTrainer;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Any trainer behind a shell command. It trains a leg from {@code $ALPHARL_MODEL} into the run
 * directory {@code $ALPHARL_OUT}, in any layout that is known; which steps of the whole run its
 * checkpoints are stands in the run's {@code run.json}.
 *
 * @param command for the shell
 * @param model the model that the run starts from
 * @param run the whole run's directory
 * @param seed of the run; each leg gets one of its own
 * @param rolloutsPerStep training answers of a step
 * @param learningRate the trainer's own, of which it is told the multiple, if it is known
 */
public record CommandTrainer(
    String command,
    Path model,
    Path run,
    long seed,
    long rolloutsPerStep,
    OptionalDouble learningRate)
    implements LegTrainer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LEGS = 1_000_003; // more than any run has

  /** Steps of the whole run and where their models are, as run.json says it. */
  private record Steps(String base, NavigableMap<Long, String> steps) {}

  @Override
  public Path base() {
    return model;
  }

  @Override
  public End train(Plan plan) {
    Path out = plan.folder().resolve("run");
    Path done = plan.folder().resolve("trained.json");
    if (!Files.exists(done)) {
      call(plan, out);
      AtomicFile.write(done, json(found(plan, out)));
    }
    List<Path> checkpoints =
        read(done).steps().values().stream().map(path -> run.resolve(path)).toList();
    return new End(checkpoints.getLast(), checkpoints, rolloutsPerStep * (plan.to() - plan.from()));
  }

  private void call(Plan plan, Path out) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ALPHARL_MODEL", plan.start().toAbsolutePath().normalize().toString());
    environment.put("ALPHARL_OUT", out.toAbsolutePath().normalize().toString());
    environment.put("ALPHARL_STEPS", Long.toString(plan.to() - plan.from()));
    environment.put("ALPHARL_LEG", Integer.toString(plan.leg()));
    environment.put("ALPHARL_FROM", Long.toString(plan.from()));
    environment.put("ALPHARL_SEED", Long.toString(seed * LEGS + plan.leg()));
    environment.put("ALPHARL_RATE_FACTOR", Double.toString(plan.rateFactor()));
    environment.put("ALPHARL_JUMPED", plan.jumped() ? "1" : "0");
    learningRate.ifPresent(
        rate ->
            environment.put("ALPHARL_LEARNING_RATE", Double.toString(rate * plan.rateFactor())));
    ShellCommand.alone(command, environment, plan.folder().resolve("trainer.pid"));
  }

  /**
   * The leg's last checkpoint is the leg's end, whether it counts from 1 or from the run's start.
   */
  private Steps found(Plan plan, Path out) {
    Run leg = Run.open(out, Optional.of(plan.start()));
    long shift = plan.to() - leg.steps().lastKey();
    NavigableMap<Long, String> steps = new TreeMap<>();
    leg.steps()
        .forEach(
            (step, path) -> {
              if (step + shift > plan.from()) {
                steps.put(step + shift, relative(path));
              }
            });
    return new Steps(base().toAbsolutePath().normalize().toString(), steps);
  }

  private String relative(Path path) {
    return run.toAbsolutePath()
        .normalize()
        .relativize(path.toAbsolutePath().normalize())
        .toString();
  }

  @Override
  public void adopt(long step, Path adopted, boolean replaces) {
    NavigableMap<Long, String> steps = new TreeMap<>();
    Path file = run.resolve("run.json");
    if (Files.exists(file)) {
      steps.putAll(read(file).steps());
    }
    for (int leg = 1; Files.exists(trained(leg)); leg++) {
      read(trained(leg)).steps().forEach(steps::putIfAbsent);
    }
    steps.put(step, relative(adopted));
    AtomicFile.write(file, json(new Steps(base().toAbsolutePath().normalize().toString(), steps)));
  }

  private Path trained(int leg) {
    return run.resolve("legs")
        .resolve(String.format(java.util.Locale.ROOT, "leg-%03d", leg))
        .resolve("trained.json");
  }

  private static String json(Steps steps) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(steps) + "\n";
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private static Steps read(Path file) {
    try {
      return JSON.readValue(file.toFile(), Steps.class);
    } catch (IOException e) {
      throw BadDataException.because(
              file + ": is not what a controlled run wrote: " + e.getMessage(), e)
          .in(file);
    }
  }
}
