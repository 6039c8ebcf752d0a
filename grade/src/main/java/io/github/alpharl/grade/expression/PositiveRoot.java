package io.github.alpharl.grade.expression;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The n-th root of a positive number of any size, n up to 255, in a fixed number of steps.
 * Big-math's own root stops at an absolute error, which a root above 10^3 never falls below.
 */
final class PositiveRoot {

  /** Sure digits of a root of doubles; each of Newton's steps doubles them. */
  private static final int DOUBLE_DIGITS = 14;

  private PositiveRoot() {}

  static BigDecimal of(BigDecimal x, int n, MathContext precision) {
    if (n == 1) {
      return x;
    }
    var guarded = new MathContext(precision.getPrecision() + 5);
    int shift = Math.floorDiv(x.precision() - x.scale(), n);
    BigDecimal near = x.scaleByPowerOfTen(-shift * n);
    var root = new BigDecimal(Math.pow(near.doubleValue(), 1.0 / n));
    for (int digits = DOUBLE_DIGITS; digits < guarded.getPrecision(); digits *= 2) {
      BigDecimal step = near.divide(root.pow(n - 1, guarded), guarded).subtract(root, guarded);
      root = root.add(step.divide(BigDecimal.valueOf(n), guarded), guarded);
    }
    return root.round(precision).scaleByPowerOfTen(shift);
  }
}
