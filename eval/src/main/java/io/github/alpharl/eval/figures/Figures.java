package io.github.alpharl.eval.figures;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.race.Estimate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The figures of one evaluation.
 *
 * @param problems number of problems
 * @param samples samples of each
 * @param average avg@k: the share of right samples
 * @param passAt pass@k for k = 1, 2, 4, … and the number of samples
 * @param majority majority@k with all samples
 * @param truncated share of samples cut at the longest length
 * @param unparsable share of samples without an answer that was understood
 * @param meanTokens mean length in tokens; NaN where unknown
 */
public record Figures(
    int problems,
    int samples,
    Estimate average,
    Map<Integer, Estimate> passAt,
    Estimate majority,
    double truncated,
    double unparsable,
    double meanTokens) {

  /** The figures of the samples of each problem, all of the same number. */
  public static Figures of(Collection<List<Outcome>> byProblem) {
    if (byProblem.isEmpty()) {
      throw BadDataException.of("there are no samples to make figures of");
    }
    int samples = byProblem.iterator().next().size();
    if (samples == 0 || byProblem.stream().anyMatch(p -> p.size() != samples)) {
      throw BadDataException.of(
          "the problems have different numbers of samples; finish the evaluation first");
    }
    return new Figures(
        byProblem.size(),
        samples,
        mean(byProblem, p -> (double) right(p) / samples),
        passAt(byProblem, samples),
        mean(byProblem, Majority::credit),
        share(byProblem, Outcome::truncated),
        share(byProblem, o -> !o.parsed()),
        meanTokens(byProblem));
  }

  private static int right(List<Outcome> samples) {
    return (int) samples.stream().filter(Outcome::correct).count();
  }

  private static Map<Integer, Estimate> passAt(Collection<List<Outcome>> byProblem, int samples) {
    Map<Integer, Estimate> all = new LinkedHashMap<>();
    for (int k = 1; k < samples; k *= 2) {
      int size = k;
      all.put(k, mean(byProblem, p -> PassAtK.estimate(samples, right(p), size)));
    }
    all.put(samples, mean(byProblem, p -> PassAtK.estimate(samples, right(p), samples)));
    return all;
  }

  private static Estimate mean(
      Collection<List<Outcome>> byProblem, ToDoubleFunction<List<Outcome>> value) {
    return Estimate.of(byProblem.stream().mapToDouble(value).toArray());
  }

  private static double share(Collection<List<Outcome>> byProblem, Predicate<Outcome> test) {
    return byProblem.stream()
        .flatMap(List::stream)
        .mapToDouble(o -> test.test(o) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static double meanTokens(Collection<List<Outcome>> byProblem) {
    boolean known = byProblem.stream().flatMap(List::stream).allMatch(o -> o.tokens() >= 0);
    return known
        ? byProblem.stream().flatMap(List::stream).mapToInt(Outcome::tokens).average().orElseThrow()
        : Double.NaN;
  }
}
