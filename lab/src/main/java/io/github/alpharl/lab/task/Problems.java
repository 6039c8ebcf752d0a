package io.github.alpharl.lab.task;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * The endless list of problems of a task, split and seed: number {@code i} is always the same.
 *
 * @param task the task
 * @param split which problems
 * @param seed chooses the list
 */
public record Problems(Task task, Split split, long seed) {

  /** Problem number {@code index}. */
  public Problem get(long index) {
    SplittableRandom random = new SplittableRandom(Seeds.mix(seed, split.number(), index));
    Problem problem = task.draw(random);
    while (Split.of(problem.prompt()) != split) {
      problem = task.draw(random);
    }
    return problem;
  }

  /** Problems {@code from} … {@code from + count − 1}. */
  public List<Problem> range(long from, int count) {
    return LongStream.range(from, from + count).mapToObj(this::get).toList();
  }
}
