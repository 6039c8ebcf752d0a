package io.github.alpharl.forecast.curve;

import java.util.random.RandomGenerator;

/** Random numbers of successes. */
final class Binomial {

  /** With more trials than this the normal distribution is near enough. */
  private static final long COUNTED = 100_000;

  private Binomial() {}

  /** Successes in {@code trials} of probability {@code p}. */
  static long draw(long trials, double p, RandomGenerator random) {
    if (trials > COUNTED) {
      double drawn = trials * p + Math.sqrt(trials * p * (1 - p)) * random.nextGaussian();
      return Math.clamp(Math.round(drawn), 0L, trials);
    }
    return p > 0.5 ? trials - few(trials, 1 - p, random) : few(trials, p, random);
  }

  /** By the geometric distances between successes: as many random numbers as successes. */
  private static long few(long trials, double p, RandomGenerator random) {
    if (p <= 0) {
      return 0;
    }
    double log = Math.log1p(-p);
    long successes = 0;
    double at = Math.floor(Math.log1p(-random.nextDouble()) / log) + 1;
    while (at <= trials) {
      successes++;
      at += Math.floor(Math.log1p(-random.nextDouble()) / log) + 1;
    }
    return successes;
  }
}
