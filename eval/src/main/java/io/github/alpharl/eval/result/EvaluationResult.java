package io.github.alpharl.eval.result;

import java.util.List;

/**
 * What came of an evaluation.
 *
 * @param asked samples that the engine was asked for now
 * @param reused samples of earlier runs
 * @param cautions what should be known before the figures are believed, each one sentence
 */
public record EvaluationResult(Summary summary, long asked, long reused, List<String> cautions) {

  /** Copies the list. */
  public EvaluationResult {
    cautions = List.copyOf(cautions);
  }

  /** What was asked and what was there, such as "0 of 400 answers asked, 400 reused". */
  public String effort() {
    return asked + " of " + (asked + reused) + " answers asked, " + reused + " reused";
  }
}
