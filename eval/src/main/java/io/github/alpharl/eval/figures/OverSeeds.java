package io.github.alpharl.eval.figures;

import io.github.alpharl.race.Student;
import java.util.Arrays;

/**
 * A figure over repeated runs that differ in their seed: the runs are the independent units. All
 * but the mean is NaN for one run, and everything is for none.
 *
 * @param runs how many
 * @param mean over the runs
 * @param standardError of the mean: the runs' standard deviation (divisor n − 1) over √n
 * @param low lower end of Student's 95 % interval
 * @param high its upper end
 */
public record OverSeeds(int runs, double mean, double standardError, double low, double high) {

  /** Of one value for each run. */
  public static OverSeeds of(double[] values) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (n < 2) {
      return new OverSeeds(n, mean, Double.NaN, Double.NaN, Double.NaN);
    }
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (n - 1) / n);
    double half = Student.half(n) * error;
    return new OverSeeds(n, mean, error, mean - half, mean + half);
  }
}
