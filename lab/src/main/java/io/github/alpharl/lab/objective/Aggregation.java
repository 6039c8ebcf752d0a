package io.github.alpharl.lab.objective;

import java.util.Locale;

/**
 * How token losses become one number. Every form is a weight that all tokens of one answer share,
 * found from the lengths of the whole mini-batch: splitting it into micro-batches changes nothing.
 */
public enum Aggregation {
  /** Mean over all tokens (DAPO). */
  TOKEN_MEAN,
  /** Mean over answers of the mean over their tokens (GRPO). */
  SEQUENCE_MEAN_TOKEN_MEAN,
  /** Mean over answers of the sum over their tokens (RLOO). */
  SEQUENCE_MEAN_TOKEN_SUM,
  /**
   * Sum of all, divided by answers × longest allowed answer (Dr.GRPO). TRL divides so; verl leaves
   * out the number of answers, which makes the step depend on the batch size.
   */
  SEQUENCE_MEAN_TOKEN_SUM_NORM;

  /**
   * The weight of the tokens of every answer.
   *
   * @param lengths tokens of each answer; empty answers are not counted
   * @param longest the longest allowed answer, used by the last form alone
   */
  public double[] weights(int[] lengths, int longest) {
    double tokens = 0;
    double answers = 0;
    for (int length : lengths) {
      tokens += length;
      answers += length > 0 ? 1 : 0;
    }
    double[] weights = new double[lengths.length];
    for (int i = 0; i < lengths.length; i++) {
      weights[i] = lengths[i] == 0 ? 0 : weight(lengths[i], tokens, answers, longest);
    }
    return weights;
  }

  private double weight(int length, double tokens, double answers, int longest) {
    return switch (this) {
      case TOKEN_MEAN -> 1 / tokens;
      case SEQUENCE_MEAN_TOKEN_MEAN -> 1 / (answers * length);
      case SEQUENCE_MEAN_TOKEN_SUM -> 1 / answers;
      case SEQUENCE_MEAN_TOKEN_SUM_NORM -> 1 / (answers * longest);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
