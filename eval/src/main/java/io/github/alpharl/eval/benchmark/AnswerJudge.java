package io.github.alpharl.eval.benchmark;

import io.github.alpharl.grade.Verdict;

/** Decides whether a response solves a problem. */
@FunctionalInterface
public interface AnswerJudge {

  /** The verdict on {@code response}. */
  Verdict judge(Problem problem, String response);
}
