package io.github.alpharl.eval.figures;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.race.Estimate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Makes figures problem by problem and keeps three numbers of each. */
public final class FigureCounter {

  /** What is kept of one problem: how many samples are right, and the credit of the majority. */
  private record Line(int right, double credit) {}

  private final List<Line> lines = new ArrayList<>();
  private final Map<Ending, Long> endings = new EnumMap<>(Ending.class);
  private int samples;
  private long unparsable;
  private long tokens;
  private boolean tokensKnown = true;

  /**
   * Counts the samples of the next problem.
   *
   * @throws BadDataException if there are none, or not as many as of the problems before
   */
  public void add(List<Outcome> outcomes) {
    samples = lines.isEmpty() ? outcomes.size() : samples;
    if (outcomes.isEmpty() || outcomes.size() != samples) {
      throw BadDataException.of(
              "the problems have different numbers of samples; finish the evaluation first")
          .as(Defect.INCOMPLETE);
    }
    int right = (int) outcomes.stream().filter(Outcome::correct).count();
    lines.add(new Line(right, Majority.credit(outcomes)));
    outcomes.forEach(this::count);
  }

  private void count(Outcome outcome) {
    endings.merge(outcome.ending(), 1L, Long::sum);
    unparsable += outcome.parsed() ? 0 : 1;
    tokens += outcome.tokens();
    tokensKnown &= outcome.tokens() >= 0;
  }

  /** The figures of all problems counted. */
  public Figures figures() {
    if (lines.isEmpty()) {
      throw BadDataException.of("there are no samples to make figures of").as(Defect.MISSING);
    }
    double total = (double) lines.size() * samples;
    return new Figures(
        lines.size(),
        samples,
        mean(line -> (double) line.right() / samples),
        passAt(),
        mean(Line::credit),
        endings,
        unparsable / total,
        tokensKnown ? tokens / total : Double.NaN);
  }

  private Map<Integer, Estimate> passAt() {
    Map<Integer, Estimate> all = new LinkedHashMap<>();
    for (int k = 1; k < samples; k *= 2) {
      all.put(k, passAt(k));
    }
    all.put(samples, passAt(samples));
    return all;
  }

  private Estimate passAt(int k) {
    return mean(line -> PassAtK.estimate(samples, line.right(), k));
  }

  private Estimate mean(ToDoubleFunction<Line> value) {
    return Estimate.of(lines.stream().mapToDouble(value).toArray());
  }
}
