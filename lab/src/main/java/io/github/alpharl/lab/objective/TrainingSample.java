package io.github.alpharl.lab.objective;

/**
 * One answer to learn from. Arrays have one entry a token of the answer, or are empty where the
 * objective does not need them.
 *
 * @param prompt ids before the answer
 * @param answer ids of the answer, at least one
 * @param oldLog log π_old of every token, from when it was sampled
 * @param advantages A_t
 * @param referenceLog log π_ref of every token
 * @param oldValues V_old
 * @param returns what the critic should say
 * @param weight what each token's loss is multiplied by before all are added: the aggregation
 */
@SuppressWarnings("ArrayRecordComponent") // a row of a batch; never compared
public record TrainingSample(
    int[] prompt,
    int[] answer,
    double[] oldLog,
    double[] advantages,
    double[] referenceLog,
    double[] oldValues,
    double[] returns,
    double weight) {

  private static final double[] NONE = {};

  /** An answer to imitate. */
  public static TrainingSample of(int[] prompt, int[] answer, double weight) {
    return new TrainingSample(prompt, answer, NONE, NONE, NONE, NONE, NONE, weight);
  }

  /** The same with another weight. */
  public TrainingSample withWeight(double other) {
    return new TrainingSample(
        prompt, answer, oldLog, advantages, referenceLog, oldValues, returns, other);
  }

  /** The same with log π_ref. */
  public TrainingSample withReference(double[] log) {
    return new TrainingSample(prompt, answer, oldLog, advantages, log, oldValues, returns, weight);
  }

  /** Tokens of prompt and answer. */
  public int length() {
    return prompt.length + answer.length;
  }
}
