package io.github.alpharl.score;

import java.util.Optional;

/**
 * What to read as scores where a file leaves a choice.
 *
 * @param metric the column or key with the scores; without it, the only one whose name says score
 * @param scale whether the numbers are percentages
 * @param steps the column or key with the steps; without it, the one whose name says step
 */
public record ScoreRequest(Optional<String> metric, Scale scale, Optional<String> steps) {

  /** How the numbers of a column stand for accuracies. */
  public enum Scale {
    /** Percentages if the column's name ("acc %", "acc_percent") or a sign in its cells says so. */
    AS_NAMED,
    /** From 0 to 1. */
    FRACTION,
    /** From 0 to 100. */
    PERCENT;

    /** What was said of it, if anything. */
    public static Scale of(Optional<Boolean> percent) {
      return percent.map(isSo -> isSo ? PERCENT : FRACTION).orElse(AS_NAMED);
    }
  }

  /** Whatever the file says by itself. */
  public static ScoreRequest any() {
    return new ScoreRequest(Optional.empty(), Scale.AS_NAMED, Optional.empty());
  }

  /** The scores in the column {@code metric}. */
  public static ScoreRequest of(String metric) {
    return new ScoreRequest(Optional.of(metric), Scale.AS_NAMED, Optional.empty());
  }

  /** The same with another scale. */
  public ScoreRequest with(Scale other) {
    return new ScoreRequest(metric, other, steps);
  }

  /** True if alpharl's own scores file answers it as it stands. */
  boolean takesOwnForm() {
    return metric.orElse("accuracy").equals("accuracy") && steps.orElse("step").equals("step");
  }
}
