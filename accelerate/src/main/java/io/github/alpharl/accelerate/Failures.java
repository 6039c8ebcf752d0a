package io.github.alpharl.accelerate;

import java.util.List;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/**
 * Problems that a model failed.
 *
 * @param failed of {@code asked}
 * @param asked independent ones
 */
record Failures(int failed, int asked) {

  /** The chance that a statement below is wrong. */
  private static final double ERROR = 0.05;

  /** Of the ends of some legs together. */
  static Failures of(List<Decision> legs) {
    int asked = legs.stream().mapToInt(Decision::problems).sum();
    return new Failures(asked - legs.stream().mapToInt(Decision::right).sum(), asked);
  }

  Failures plus(Failures other) {
    return new Failures(failed + other.failed, asked + other.asked);
  }

  /** The share that it fails, by one more success and failure than there were. */
  double likely() {
    return (failed + 1) / (asked + 2.0);
  }

  /** True where one that fails {@code share} of all would hardly fail so few. */
  boolean surelyBelow(double share) {
    return atMost(failed, share) <= ERROR;
  }

  /** True where one that fails {@code share} of all would hardly fail so many. */
  boolean surelyAbove(double share) {
    return failed > 0 && 1 - atMost(failed - 1, share) <= ERROR;
  }

  private double atMost(int k, double share) {
    return new BinomialDistribution(asked, share).cumulativeProbability(k);
  }
}
