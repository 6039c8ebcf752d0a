package io.github.alpharl.lab.task;

/**
 * What an answer is worth.
 *
 * @param right true if the task is solved: reward 1, else 0
 * @param partial how far the answer got, in [0, 1]; for reports, never for the reward
 */
public record Grade(boolean right, double partial) {

  /** Checks the range. */
  public Grade {
    if (!(partial >= 0 && partial <= 1)) {
      throw new IllegalArgumentException("partial score out of range: " + partial);
    }
  }

  /** A grade without partial score. */
  public static Grade of(boolean right) {
    return new Grade(right, right ? 1 : 0);
  }

  /** 1 or 0. */
  public double reward() {
    return right ? 1 : 0;
  }
}
