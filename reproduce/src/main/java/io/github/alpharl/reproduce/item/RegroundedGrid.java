package io.github.alpharl.reproduce.item;

import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What re-grounding reaches in a part of the RL steps, with what it cost in rollouts. */
final class RegroundedGrid {

  static final String NOTE =
      "Re-grounding: a run of its own from the same base at the same rate for so many steps, in legs"
          + " of one, with the defaults of alpharl accelerate; its rollouts are those of training and"
          + " of searches together, over the full run's. Tuned: the plain run at a higher rate, of as"
          + " many steps; its rollouts are those steps' alone.";

  private RegroundedGrid() {}

  /** The run at a tuned rate, of so many steps. */
  interface Tuned {
    LabRun run(long seed, int steps);
  }

  /**
   * A line.
   *
   * @param labels its first cells
   * @param has whether a seed is asked for
   * @param run the plain run
   * @param tuned the plain run at a tuned rate
   */
  record Line(List<String> labels, LongPredicate has, LongFunction<LabRun> run, Tuned tuned) {

    SeedFigure over(Findings findings, Format format, LongToDoubleFunction figure) {
      return findings.over(
          format, seed -> has.test(seed) ? figure.applyAsDouble(seed) : Double.NaN);
    }
  }

  /** A grid of {@code lines}, of which the first cells name the algorithm and the like. */
  static Grid of(String caption, Findings findings, List<Integer> percents, List<Line> lines) {
    List<String> columns = new ArrayList<>();
    int labels = lines.getFirst().labels().size();
    columns.addAll(List.of("algorithm", "task", "network").subList(0, labels));
    columns.add("full");
    for (int percent : percents) {
      String first = percent + " % ";
      columns.addAll(
          Stream.of("re-grounded", "of full, %", "of the rollouts, %", "tuned")
              .map(first::concat)
              .toList());
    }
    Grid grid = new Grid(caption, columns);
    lines.forEach(line -> grid.row(row(findings, percents, line)));
    return grid;
  }

  private static List<Object> row(Findings findings, List<Integer> percents, Line line) {
    List<Object> row = new ArrayList<>(line.labels());
    LabRun first = line.run().apply(findings.seeds().getFirst());
    int last = Math.toIntExact(findings.runs().last(first));
    int most = steps(last, percents.getLast());
    row.add(line.over(findings, Format.SHARE, seed -> findings.full(line.run().apply(seed))));
    for (int percent : percents) {
      int steps = steps(last, percent);
      row.add(value(findings, line, steps, Format.SHARE, Result.Regrounded::accuracy));
      row.add(
          line.over(
              findings,
              Format.PERCENT,
              seed ->
                  accuracy(findings, line, seed, steps) / findings.full(line.run().apply(seed))));
      row.add(value(findings, line, steps, Format.PERCENT, Result.Regrounded::share));
      row.add(
          line.over(
              findings,
              Format.SHARE,
              seed -> {
                LabRun tuned = line.tuned().run(seed, most);
                return findings.accuracy(findings.upTo(tuned, steps));
              }));
    }
    return row;
  }

  /** So many steps are {@code percent} of a run. */
  static int steps(int last, int percent) {
    return Math.max(1, last * percent / 100);
  }

  private static double accuracy(Findings findings, Line line, long seed, int steps) {
    return findings.figure(request(findings, line, seed, steps), Result.Regrounded::accuracy);
  }

  private static Request.Regrounded request(Findings findings, Line line, long seed, int steps) {
    return new Request.Regrounded(line.run().apply(seed), steps, findings.size().problems());
  }

  private static SeedFigure value(
      Findings findings,
      Line line,
      int steps,
      Format format,
      ToDoubleFunction<Result.Regrounded> figure) {
    return line.over(
        findings, format, seed -> findings.figure(request(findings, line, seed, steps), figure));
  }
}
