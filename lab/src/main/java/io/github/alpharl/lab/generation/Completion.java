package io.github.alpharl.lab.generation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One sampled answer.
 *
 * @param tokens its ids, the stop token included
 * @param logProbabilities of each token, after temperature and bans, before top-p and top-k
 * @param stopped false if it was cut at the longest length
 */
@SuppressWarnings("ArrayRecordComponent") // millions of tokens; compared only in tests, by content
public record Completion(int[] tokens, double[] logProbabilities, boolean stopped) {

  /** Number of tokens. */
  public int length() {
    return tokens.length;
  }

  /** Log-probability of the whole answer. */
  public double logProbability() {
    double sum = 0;
    for (double value : logProbabilities) {
      sum += value;
    }
    return sum;
  }

  /** The ids as a list. */
  public List<Integer> ids() {
    return IntStream.of(tokens).boxed().toList();
  }
}
