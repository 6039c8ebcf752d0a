package io.github.alpharl.score;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A metric of training by step.
 *
 * @param name the column it is from
 * @param steps rising
 * @param values one per step, finite
 */
public record Curve(String name, long[] steps, double[] values) {

  /** Refuses steps that do not rise. */
  public Curve {
    if (steps.length != values.length) {
      throw new IllegalArgumentException(steps.length + " steps, " + values.length + " values");
    }
    for (int i = 1; i < steps.length; i++) {
      if (steps[i] <= steps[i - 1]) {
        throw new IllegalArgumentException("step " + steps[i] + " follows " + steps[i - 1]);
      }
    }
  }

  /** How many steps it has. */
  public int size() {
    return steps.length;
  }

  /** The value of {@code step}, if it has one. */
  public OptionalDouble at(long step) {
    int i = Arrays.binarySearch(steps, step);
    return i < 0 ? OptionalDouble.empty() : OptionalDouble.of(values[i]);
  }
}
