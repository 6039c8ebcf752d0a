package io.github.alpharl.eval.figures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the most frequent answer is right. */
public final class Majority {

  private Majority() {}

  /**
   * The chance that the most frequent normal form is a right one, ties being broken evenly; samples
   * without an answer have no vote, and 0 where none has one.
   */
  public static double credit(List<Outcome> samples) {
    Map<String, Integer> votes = new LinkedHashMap<>();
    Map<String, Boolean> right = new LinkedHashMap<>();
    for (Outcome sample : samples) {
      if (sample.parsed()) {
        String candidate = sample.correct() ? "" : sample.answer(); // all right answers are one
        votes.merge(candidate, 1, Integer::sum);
        right.merge(candidate, sample.correct(), Boolean::logicalOr);
      }
    }
    int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<String> winners = votes.keySet().stream().filter(a -> votes.get(a) == most).toList();
    long good = winners.stream().filter(right::get).count();
    return winners.isEmpty() ? 0 : (double) good / winners.size();
  }
}
