package io.github.alpharl.race;

/**
 * Two models on the same problems, each answered once (McNemar 1947, in its exact form): problems
 * that both solve or both miss say nothing, and of the others each is won by either with even odds
 * where the models are equally good.
 *
 * @param wins problems that only the first solves
 * @param losses problems that only the second solves
 */
public record PairedTest(int wins, int losses) {

  /** Of the answers to the same problems. */
  public static PairedTest of(boolean[] first, boolean[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(first.length + " answers beside " + second.length);
    }
    int wins = 0;
    int losses = 0;
    for (int i = 0; i < first.length; i++) {
      wins += first[i] && !second[i] ? 1 : 0;
      losses += second[i] && !first[i] ? 1 : 0;
    }
    return new PairedTest(wins, losses);
  }

  /**
   * P(B ≥ wins) for B binomial of wins + losses trials with chance 1/2: the probability of at least
   * so many wins by a first model that is no better than the second.
   */
  public double chance() {
    int n = wins + losses;
    double term = -n * Math.log(2); // ln of C(n, n)/2ⁿ, then down to C(n, wins)/2ⁿ
    double sum = Math.exp(term);
    for (int k = n; k > wins; k--) {
      term += Math.log((double) k / (n - k + 1));
      sum += Math.exp(term);
    }
    return Math.min(1, sum);
  }
}
