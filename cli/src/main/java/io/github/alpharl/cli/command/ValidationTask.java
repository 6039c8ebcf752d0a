package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.disk.Scratch;
import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.benchmark.TaskBenchmark;
import io.github.alpharl.eval.sampler.LocalSampler;
import io.github.alpharl.eval.sampler.Request;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * Mixin: how models are tried on the validation problems of one of the lab's tasks, never on test
 * problems, with one answer to each; or by a command of the user's.
 */
final class ValidationTask {

  @Option(
      names = "--temperature",
      defaultValue = "0.6",
      paramLabel = "T",
      description = "Of answers to validation problems (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--eval-seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Seed of validation problems and answers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--validation-command",
      paramLabel = "CMD",
      description =
          "Shell command that tries models in place of the lab: it reads the model directory"
              + " $$ALPHARL_MODEL, answers problems $$ALPHARL_FROM to $$ALPHARL_FROM +"
              + " $$ALPHARL_COUNT - 1 of an endless list that holds no test problem, and prints a 1"
              + " (solved) or a 0 for each, as lines or as a JSON array. TASK is then but a name.")
  private String command;

  boolean byCommand() {
    return command != null;
  }

  /** Trials on {@code name}. */
  Validation on(String name) {
    return new Validation() {
      @Override
      public boolean[] answers(Path model, int from, int count) {
        return ValidationTask.this.answers(model, name, from, count);
      }

      @Override
      public String settings() {
        return name + ", " + ValidationTask.this.settings();
      }
    };
  }

  /** What the answers depend on beside the model and the problems. */
  String settings() {
    return command == null ? "temperature " + temperature + ", seed " + seed : "command " + command;
  }

  /** Whether the model in {@code directory} solves problems {@code from} … of {@code name}. */
  boolean[] answers(Path directory, String name, int from, int count) {
    return command == null
        ? ofTask(directory, name, from, count)
        : new ValidationCommand(command).answers(directory, from, count);
  }

  private boolean[] ofTask(Path directory, String name, int from, int count) {
    Task task = Tasks.named(name);
    Benchmark problems = TaskBenchmark.validation(task, from, count, seed);
    // Other problems are answered with other random numbers, so that they are independent.
    SamplingSettings drawing =
        new SamplingSettings(1, temperature, 1, task.maxAnswer() + 8, seed + 1_000_003L * from);
    Map<String, Boolean> right = new HashMap<>();
    Map<String, Problem> byId =
        problems.problems().stream().collect(Collectors.toMap(Problem::id, p -> p));
    List<Request> requests =
        problems.problems().stream()
            .map(p -> new Request(p.id(), problems.prompt(p), List.of(0)))
            .toList();
    try (LocalSampler sampler = LocalSampler.open(directory, task)) {
      sampler.sample(
          requests,
          drawing,
          sample ->
              right.put(
                  sample.problem(),
                  problems.judge().judge(byId.get(sample.problem()), sample.text()).equal()));
    }
    boolean[] answers = new boolean[count];
    for (int i = 0; i < count; i++) {
      answers[i] = right.get(problems.problems().get(i).id());
    }
    return answers;
  }

  /** Like {@link #answers(Path, String, int, int)}, of a model that is written for it alone. */
  boolean[] answers(ModelComposer composer, Path scratch, String name, int from, int count) {
    return Scratch.use(
        scratch,
        directory -> {
          Path model = directory.resolve("model");
          composer.writeCheckpoint(
              model,
              ModulePatterns.standard().modules(composer.base()).stream()
                  .map(module -> module.tensorName())
                  .collect(Collectors.toSet()));
          return answers(model, name, from, count);
        });
  }
}
