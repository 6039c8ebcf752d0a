package io.github.alpharl.grade.expression;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The n-th root of a positive number of any size, n up to 255, in a fixed number of steps.
 * Big-math's own root stops at an absolute error, which a root above 10^3 never falls below.
 */
final class PositiveRoot {

  /** From the 15 digits of a double to 30, 60 and more than 100. */
  private static final int NEWTON_STEPS = 3;

  private PositiveRoot() {}

  static BigDecimal of(BigDecimal x, int n, MathContext precision) {
    if (n == 1) {
      return x;
    }
    var guarded = new MathContext(precision.getPrecision() + 5);
    int shift = Math.floorDiv(x.precision() - x.scale(), n);
    BigDecimal near = x.scaleByPowerOfTen(-shift * n);
    var root = new BigDecimal(Math.pow(near.doubleValue(), 1.0 / n));
    for (int i = 0; i < NEWTON_STEPS; i++) {
      BigDecimal step = near.divide(root.pow(n - 1, guarded), guarded).subtract(root, guarded);
      root = root.add(step.divide(BigDecimal.valueOf(n), guarded), guarded);
    }
    return root.round(precision).scaleByPowerOfTen(shift);
  }
}
