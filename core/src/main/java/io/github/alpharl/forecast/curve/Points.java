package io.github.alpharl.forecast.curve;

import io.github.alpharl.score.Score;
import java.util.List;

/**
 * Scores as a curve fit sees them.
 *
 * @param scores in order of step
 */
record Points(List<Score> scores) {

  int size() {
    return scores.size();
  }

  double t(int i) {
    return scores.get(i).step();
  }

  double y(int i) {
    return scores.get(i).accuracy();
  }

  /** The unit of time: the last step. */
  double unit() {
    return Math.max(1, t(size() - 1));
  }

  double highest() {
    return scores.stream().mapToDouble(Score::accuracy).max().orElseThrow();
  }

  double[] accuracies() {
    return scores.stream().mapToDouble(Score::accuracy).toArray();
  }

  Points first(int count) {
    return new Points(scores.subList(0, count));
  }

  /** True when the number of samples of every score is known. */
  boolean isWeighted() {
    return scores.stream().allMatch(score -> score.samples().isPresent());
  }

  /**
   * 1/variance of each accuracy as a binomial share, p moved towards 1/2 by two successes and two
   * failures (Agresti and Coull 1998) so that 0 and 1 keep a variance; all 1 where a number of
   * samples is unknown.
   */
  double[] weights() {
    return isWeighted()
        ? scores.stream().mapToDouble(Points::binomialWeight).toArray()
        : scores.stream().mapToDouble(score -> 1).toArray();
  }

  private static double binomialWeight(Score score) {
    double n = score.samples().orElseThrow();
    double p = (score.accuracy() * n + 2) / (n + 4);
    return n / (p * (1 - p));
  }
}
