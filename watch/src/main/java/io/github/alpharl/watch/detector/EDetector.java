package io.github.alpharl.watch.detector;

import java.util.Arrays;

/**
 * An e-detector (Shin, Ramdas and Rinaldo, arXiv 2203.03532) of Shiryaev and Roberts' form: M_t =
 * (M_{t−1} + 1)·e_t, where e_t is an e-value of look t, E[e_t | past] ≤ 1 in control. An alarm at M
 * ≥ A has an average run length of at least A looks to a false alarm, whatever the dependence.
 *
 * <p>The e-values are κ·p^(κ−1) (Vovk and Wang, arXiv 1912.06116) of a p-value, for four κ from
 * "one very odd look" to "many slightly odd ones"; the average of the four detectors is one.
 */
public final class EDetector {

  private static final double[] POWERS = {0.05, 0.2, 0.5, 0.8};
  private static final double SMALLEST = 1e-300;

  private final double[] sums = new double[POWERS.length];
  private final double[] runs = new double[POWERS.length]; // as a CUSUM: evidence of the best start
  private final long[] starts = new long[POWERS.length];

  /**
   * Takes in the next look.
   *
   * @param p valid in control: P(p ≤ a | past) ≤ a for every a
   * @param step where it is
   */
  public void next(double p, long step) {
    double bounded = Math.clamp(p, SMALLEST, 1);
    for (int i = 0; i < POWERS.length; i++) {
      double e = POWERS[i] * Math.pow(bounded, POWERS[i] - 1);
      sums[i] = Math.min(Double.MAX_VALUE / POWERS.length, (sums[i] + 1) * e);
      if (runs[i] <= 1) {
        starts[i] = step;
      }
      runs[i] = Math.min(Double.MAX_VALUE, Math.max(1, runs[i]) * e);
    }
  }

  /** M: at least A only once in A looks on average, in control. */
  public double evidence() {
    return Arrays.stream(sums).sum() / POWERS.length;
  }

  /** log10 M. */
  public double log10() {
    return Math.log10(Math.max(evidence(), SMALLEST));
  }

  /** The likeliest look at which the change began; without a promise. */
  public long since() {
    int best = 0;
    for (int i = 1; i < POWERS.length; i++) {
      best = sums[i] > sums[best] ? i : best;
    }
    return starts[best];
  }

  /** Forgets the evidence, after an alarm. */
  public void reset() {
    Arrays.fill(sums, 0);
    Arrays.fill(runs, 0);
  }
}
