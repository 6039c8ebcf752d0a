package io.github.alpharl.eval.benchmark;

import io.github.alpharl.grade.Verdict;
import io.github.alpharl.grade.equality.AnswerContext;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The lab's tasks as benchmarks: test or validation problems that no training has seen, verified by
 * the task itself.
 */
public final class TaskBenchmark {

  private TaskBenchmark() {}

  /** {@code count} test problems of {@code task}; the same for the same seed. */
  public static Benchmark of(Task task, int count, long seed) {
    return of(task, Split.TEST, 0, count, seed);
  }

  /**
   * Validation problems {@code from} … {@code from + count − 1} of {@code task}, none of which is a
   * test problem: for every choice that is made between models.
   */
  public static Benchmark validation(Task task, int from, int count, long seed) {
    return of(task, Split.VALIDATION, from, count, seed);
  }

  private static Benchmark of(Task task, Split split, int from, int count, long seed) {
    List<io.github.alpharl.lab.task.Problem> drawn =
        new Problems(task, split, seed).range(from, count);
    List<Problem> problems =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Problem(
                        Integer.toString(from + i),
                        drawn.get(i).prompt(),
                        drawn.get(i).expected(),
                        AnswerContext.NONE))
            .toList();
    return new Benchmark(
        task.name(),
        problems,
        "",
        (problem, response) -> judge(task, problem, response),
        List.of());
  }

  private static Verdict judge(Task task, Problem problem, String response) {
    boolean right =
        task.grade(
                new io.github.alpharl.lab.task.Problem(problem.question(), problem.gold()),
                response)
            .right();
    String form = response.substring(Math.max(0, response.lastIndexOf('#'))).strip();
    return new Verdict(
        right,
        problem.gold(),
        Optional.of(form).filter(f -> !f.isEmpty()),
        "whole text",
        problem.gold(),
        form,
        "task " + task.name());
  }
}
