package io.github.alpharl.race;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/**
 * The smallest rank whose model is good enough, with few evaluations: 1, 2, 4, … until one is, then
 * bisection between the last that is not and the first that is. It supposes that a larger rank is
 * never worse; the values of all ranks that were tried tell how far that holds.
 *
 * @param rank the smallest one found
 * @param tried the value of every rank that was evaluated
 */
public record SmallestRank(int rank, SortedMap<Integer, Double> tried) {

  /** Copies. */
  public SmallestRank {
    tried = new TreeMap<>(tried);
  }

  /**
   * Searches ranks 1 … {@code largest}; the largest counts as good enough, as it is the whole.
   *
   * @param bound the least value that is good enough
   * @param value of a rank's model; NaN is never good enough
   */
  public static SmallestRank search(int largest, double bound, IntToDoubleFunction value) {
    SortedMap<Integer, Double> tried = new TreeMap<>();
    int below = 0; // not good enough
    int rank = 1;
    while (rank < largest && !(tried(tried, rank, value) >= bound)) {
      below = rank;
      rank = Math.min(largest, 2 * rank);
    }
    int good = rank;
    while (good - below > 1) {
      int middle = (good + below) >>> 1;
      if (tried(tried, middle, value) >= bound) {
        good = middle;
      } else {
        below = middle;
      }
    }
    return new SmallestRank(good, tried);
  }

  private static double tried(
      SortedMap<Integer, Double> tried, int rank, IntToDoubleFunction value) {
    return tried.computeIfAbsent(rank, value::applyAsDouble);
  }
}
