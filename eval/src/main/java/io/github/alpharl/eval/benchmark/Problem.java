package io.github.alpharl.eval.benchmark;

import static java.util.Objects.requireNonNull;

import io.github.alpharl.grade.equality.AnswerContext;

/**
 * One problem of a benchmark.
 *
 * @param id unique within its benchmark
 * @param question as the data set words it, choices shuffled
 * @param gold the right answer
 * @param context what the question allows to leave out
 */
public record Problem(String id, String question, String gold, AnswerContext context) {

  /** Checks that nothing is missing. */
  public Problem {
    requireNonNull(id, "id is null");
    requireNonNull(question, "question is null");
    requireNonNull(gold, "gold is null");
    requireNonNull(context, "context is null");
  }
}
