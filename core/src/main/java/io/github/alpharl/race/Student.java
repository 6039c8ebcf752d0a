package io.github.alpharl.race;

import org.hipparchus.distribution.continuous.TDistribution;

/** Student's distribution, for 95 % intervals of means. */
public final class Student {

  private static final double LEVEL = 0.95;

  private Student() {}

  /** Half the width of the interval of a mean of {@code n} ≥ 2 values, in standard errors. */
  public static double half(int n) {
    return new TDistribution(n - 1).inverseCumulativeProbability(0.5 + LEVEL / 2);
  }
}
