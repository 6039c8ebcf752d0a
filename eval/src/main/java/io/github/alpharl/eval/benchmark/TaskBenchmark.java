package io.github.alpharl.eval.benchmark;

import io.github.alpharl.eval.answer.AnswerContext;
import io.github.alpharl.eval.answer.Verdict;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The lab's tasks as benchmarks: test problems that no training has seen, verified by the task
 * itself.
 */
public final class TaskBenchmark {

  private TaskBenchmark() {}

  /** {@code count} test problems of {@code task}; the same for the same seed. */
  public static Benchmark of(Task task, int count, long seed) {
    List<io.github.alpharl.lab.task.Problem> drawn =
        new Problems(task, Split.TEST, seed).range(0, count);
    List<Problem> problems =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Problem(
                        Integer.toString(i),
                        drawn.get(i).prompt(),
                        drawn.get(i).expected(),
                        AnswerContext.NONE))
            .toList();
    return new Benchmark(
        task.name(), problems, "", (problem, response) -> judge(task, problem, response));
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
