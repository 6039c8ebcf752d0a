package io.github.alpharl.race;

import java.util.Arrays;

/**
 * A mean over problems with its standard error and 95 % interval.
 *
 * @param value the mean
 * @param standardError of the mean, the problems being the independent units; NaN for one problem
 * @param low lower end of the interval
 * @param high upper end
 */
public record Estimate(double value, double standardError, double low, double high) {

  private static final double NORMAL = 1.959963984540054;

  /**
   * The mean of {@code values} in [0, 1], one for each problem. The interval is Student's; where
   * all values are alike the error is 0 only by chance, so Wilson's interval for that many problems
   * stands in.
   */
  public static Estimate of(double[] values) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    if (n < 2 || error < 1e-12) {
      return wilson(mean, error, n);
    }
    double half = Student.half(n) * error;
    return new Estimate(mean, error, Math.max(0, mean - half), Math.min(1, mean + half));
  }

  /** Wilson's score interval for a share {@code p} of {@code n}. */
  private static Estimate wilson(double p, double error, int n) {
    double z2 = NORMAL * NORMAL;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = NORMAL * Math.sqrt(p * (1 - p) / n + z2 / (4.0 * n * n)) / (1 + z2 / n);
    return new Estimate(p, error, Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
