package io.github.alpharl.eval.figures;

import io.github.alpharl.race.Estimate;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one evaluation.
 *
 * @param problems number of problems
 * @param samples samples of each
 * @param average avg@k: the share of right samples
 * @param passAt pass@k for k = 1, 2, 4, … and the number of samples
 * @param majority majority@k with all samples
 * @param endings how many samples ended in each way; ways that did not occur are missing
 * @param unparsable share of samples without an answer that was understood
 * @param meanTokens mean length in tokens; NaN where unknown
 */
public record Figures(
    int problems,
    int samples,
    Estimate average,
    Map<Integer, Estimate> passAt,
    Estimate majority,
    Map<Ending, Long> endings,
    double unparsable,
    double meanTokens) {

  /** Copies the counts. */
  public Figures {
    EnumMap<Ending, Long> copy = new EnumMap<>(Ending.class);
    copy.putAll(endings);
    endings = Collections.unmodifiableMap(copy);
  }

  /** The figures of the samples of each problem, all of the same number. */
  public static Figures of(Collection<List<Outcome>> byProblem) {
    FigureCounter counter = new FigureCounter();
    byProblem.forEach(counter::add);
    return counter.figures();
  }

  /** All samples. */
  public long total() {
    return (long) problems * samples;
  }

  /** How many samples ended so. */
  public long count(Ending ending) {
    return endings.getOrDefault(ending, 0L);
  }

  /** Share of samples cut at the longest length. */
  public double truncated() {
    return (double) count(Ending.CUT) / total();
  }
}
