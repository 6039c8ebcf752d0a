package io.github.alpharl.score;

import java.util.OptionalLong;

/**
 * What a checkpoint scored on a validation set.
 *
 * @param step its true step number, 0 for the base
 * @param accuracy in [0, 1]
 * @param samples how many graded answers the accuracy averages, where known
 */
public record Score(long step, double accuracy, OptionalLong samples) {

  /** Refuses what no score can be; readers check first, with the line at hand. */
  public Score {
    boolean valid = step >= 0 && accuracy >= 0 && accuracy <= 1 && samples.orElse(1) > 0;
    if (!valid) {
      throw new IllegalArgumentException("step " + step + ": " + accuracy + ", " + samples);
    }
  }

  /** A score of an unknown number of samples. */
  public static Score of(long step, double accuracy) {
    return new Score(step, accuracy, OptionalLong.empty());
  }
}
