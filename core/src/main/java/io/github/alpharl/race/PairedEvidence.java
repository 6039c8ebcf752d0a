package io.github.alpharl.race;

import org.hipparchus.special.Gamma;

/**
 * Evidence that the first of two models is better, which may be looked at after every problem: an
 * e-value. A problem that only one of them solves is won by the first with some chance p, at most ½
 * where it is no better; a bet on p = q multiplies a stake by 2q for a win and by 2(1 − q) for a
 * loss, which gains nothing on average where p ≤ ½. The stake is spread evenly over q in [½, 1]
 * (Wald 1945; Robbins 1970; Ramdas et al. 2023): whatever is looked at and whenever one stops, it
 * ever reaches 1/α with probability at most α (Ville's inequality).
 */
public final class PairedEvidence {

  private PairedEvidence() {}

  /**
   * ln of the e-value, 2·∫ (2q)^wins (2(1 − q))^losses dq over [½, 1].
   *
   * @param wins problems that only the first solves
   * @param losses problems that only the second solves
   */
  public static double log(int wins, int losses) {
    int n = wins + losses;
    double beta =
        Gamma.logGamma(wins + 1.0) + Gamma.logGamma(losses + 1.0) - Gamma.logGamma(n + 2.0);
    // P(Beta(wins + 1, losses + 1) ≥ ½) = P(Bin(n + 1, ½) ≤ wins)
    double upper = new PairedTest(losses + 1, wins).chance();
    return (n + 1) * Math.log(2) + beta + Math.log(upper);
  }
}
