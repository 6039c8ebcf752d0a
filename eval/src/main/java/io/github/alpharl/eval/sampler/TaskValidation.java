package io.github.alpharl.eval.sampler;

import io.github.alpharl.eval.benchmark.Benchmark;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.benchmark.TaskBenchmark;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Models tried on the validation problems of one of the lab's tasks, never on test problems, with
 * one answer to each.
 *
 * @param task its name
 * @param temperature of the answers
 * @param seed of problems and answers
 */
public record TaskValidation(String task, double temperature, long seed) implements Validation {

  private static final long SEED_STEP = 1_000_003L;
  private static final int SLACK_TOKENS = 8;

  @Override
  public boolean[] answers(Path model, int from, int count) {
    Task named = Tasks.named(task);
    Benchmark problems = TaskBenchmark.validation(named, from, count, seed);
    // Other problems are answered with other random numbers, so that they are independent.
    SamplingSettings drawing =
        new SamplingSettings(
            1, temperature, 1, named.maxAnswer() + SLACK_TOKENS, seed + SEED_STEP * from);
    Map<String, Boolean> right = new HashMap<>();
    Map<String, Problem> byId =
        problems.problems().stream().collect(Collectors.toMap(Problem::id, p -> p));
    List<Request> requests =
        problems.problems().stream()
            .map(p -> new Request(p.id(), problems.prompt(p), List.of(0)))
            .toList();
    try (LocalSampler sampler = LocalSampler.open(model, named)) {
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

  @Override
  public String settings() {
    return task + ", temperature " + temperature + ", seed " + seed;
  }
}
