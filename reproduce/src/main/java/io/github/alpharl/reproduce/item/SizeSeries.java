package io.github.alpharl.reproduce.item;

import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.run.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/** Our own table: the laws, the forecasts and re-grounding against the size of the network. */
final class SizeSeries implements Item {

  private static final int EARLY = 10;
  private static final List<Integer> WINDOWS = List.of(10, 20, 40);

  /** From this width on one seed takes hours of a CPU. */
  private static final int ONE_SEED = 512;

  @Override
  public String name() {
    return "size";
  }

  @Override
  public String title() {
    return "Rank-1 dominance, linearity, forecasts and re-grounding against the size of the network";
  }

  @Override
  public String paper() {
    return "1.5 to 32 billion parameters: rank 1 keeps over 99 % of the accuracy at all of them; no"
        + " small networks.";
  }

  /** A line of the tables. */
  private record Case(ModelSize size, String task, String algorithm) {

    LabRun run(long seed) {
      return Catalogue.sized(size, task, algorithm, seed);
    }

    List<Object> labels() {
      return List.of(Findings.label(algorithm), task, network());
    }

    String network() {
      return String.format(
          Locale.ROOT, "%s, %d layers, %.2f M", size, size.layers(), size.parameters() / 1e6);
    }

    /** True where this seed is asked for. */
    boolean has(long seed) {
      return size.width() < ONE_SEED || seed == 0;
    }

    SeedFigure over(Findings findings, Format format, ToDoubleBiFunction<Findings, LabRun> figure) {
      return findings.over(
          format, seed -> has(seed) ? figure.applyAsDouble(findings, run(seed)) : Double.NaN);
    }
  }

  private static List<Case> cases(Findings findings) {
    List<Case> cases = new ArrayList<>();
    for (String task : Catalogue.SIZE_TASKS) {
      for (String algorithm : Catalogue.SIZE_ALGORITHMS) {
        for (String size : findings.size().networks()) {
          cases.add(new Case(ModelSize.named(size), task, algorithm));
        }
      }
    }
    return cases;
  }

  @Override
  public ItemReport report(Findings findings) {
    List<Case> cases = cases(findings);
    return new ItemReport(
        List.of(
            laws(findings, cases),
            forecasts(findings, cases),
            RegroundedGrid.of(
                "Re-grounding in 10 % of the RL steps, and the plain run at ten times its rate",
                findings, List.of(EARLY), cases.stream().map(SizeSeries::regrounded).toList())),
        List.of(
            "M: million weights in the matrices that RL trains. Rank 1 as its share of the full"
                + " accuracy; best λ: chosen of "
                + Laws.SCALES
                + " on "
                + Laws.SCALE_PROBLEMS
                + " validation problems, on the direction that is not norm-matched. A checkpoint"
                + " every two steps.",
            "Forecasts are searched on validation problems: AlphaRL among alpharl and alpharl:full,"
                + " any among "
                + String.join(", ", ForecasterTable.FORECASTERS)
                + ".",
            RegroundedGrid.NOTE),
        Optional.of(picture(findings)));
  }

  private static Grid laws(Findings findings, List<Case> cases) {
    Grid grid =
        new Grid(
            "The laws",
            "algorithm",
            "task",
            "network",
            "base",
            "full",
            "rank 1 matched, %",
            "not matched, %",
            "best λ, %",
            "rank for 99 % of the gain",
            "σ₁/‖ΔW‖",
            "R² of u₁",
            "Q² of u₁");
    for (Case line : cases) {
      List<Object> row = new ArrayList<>(line.labels());
      row.add(line.over(findings, Format.SHARE, Findings::base));
      row.add(line.over(findings, Format.SHARE, Findings::full));
      row.add(line.over(findings, Format.PERCENT, Laws::matched));
      row.add(line.over(findings, Format.PERCENT, Laws::unmatched));
      row.add(line.over(findings, Format.PERCENT, Laws::bestScale));
      row.add(line.over(findings, Format.COUNT, Laws::rank));
      row.add(line.over(findings, Format.SHARE, Laws::normShare));
      row.add(line.over(findings, Format.SHARE, (f, run) -> Laws.r2(f, run)));
      row.add(line.over(findings, Format.SHARE, (f, run) -> Laws.q2(f, run)));
      grid.row(row);
    }
    return grid;
  }

  private static Grid forecasts(Findings findings, List<Case> cases) {
    List<String> columns = new ArrayList<>(List.of("algorithm", "task", "network", "full"));
    for (int percent : WINDOWS) {
      columns.add(percent + " %");
      columns.add(percent + " % + AlphaRL (search)");
      columns.add(percent + " % + any (search)");
    }
    Grid grid = new Grid("One-shot forecasts: accuracy on test problems", columns);
    for (Case line : cases) {
      List<Object> row = new ArrayList<>(line.labels());
      row.add(line.over(findings, Format.SHARE, Findings::full));
      for (int percent : WINDOWS) {
        row.add(
            line.over(findings, Format.SHARE, (f, run) -> f.accuracy(f.windowEnd(run, percent))));
        for (List<String> among : List.of(Table1.ALPHARL, ForecasterTable.FORECASTERS)) {
          Window window = new Window.Percent(percent);
          row.add(
              line.over(
                  findings,
                  Format.SHARE,
                  (f, run) -> f.accuracy(new RunModel.Searched(run, window, among))));
        }
      }
      grid.row(row);
    }
    return grid;
  }

  private static RegroundedGrid.Line regrounded(Case line) {
    return new RegroundedGrid.Line(
        line.labels().stream().map(Object::toString).toList(),
        line::has,
        line::run,
        (seed, steps) ->
            Catalogue.sizedTuned(line.size(), line.task(), line.algorithm(), seed, steps));
  }

  /** Shares of the full accuracy over the logarithm of the parameters. */
  private static Picture picture(Findings findings) {
    Picture picture =
        new Picture("Against million trained weights: rank 1, and 10 % of the steps", 2);
    for (String task : Catalogue.SIZE_TASKS) {
      List<Case> line =
          findings.size().networks().stream()
              .map(size -> new Case(ModelSize.named(size), task, "dapo"))
              .toList();
      double[] x = new double[line.size()];
      java.util.Arrays.setAll(x, i -> i);
      Window window = new Window.Percent(EARLY);
      List<LinePanel.Series> series = new ArrayList<>();
      series.add(series(findings, "rank 1, matched", x, line, Laws::matched));
      series.add(series(findings, "rank 1, best λ", x, line, Laws::bestScale));
      series.add(
          series(
              findings,
              "10 % + AlphaRL (search)",
              x,
              line,
              (f, run) ->
                  f.retained(new RunModel.Searched(run, window, Table1.ALPHARL)).accuracy()));
      series.add(series(findings, "10 % re-grounded", x, line, SizeSeries::regroundedShare));
      picture.add(
          new LinePanel(
              task + ", DAPO",
              Axis.named(
                  "million weights",
                  line.stream()
                      .map(c -> String.format(Locale.ROOT, "%.2f", c.size().parameters() / 1e6))
                      .toList()),
              Axis.shares("share of the full accuracy", 0.7),
              series));
    }
    return picture;
  }

  private static double regroundedShare(Findings findings, LabRun run) {
    int steps = RegroundedGrid.steps(Math.toIntExact(findings.runs().last(run)), EARLY);
    Request.Regrounded request = new Request.Regrounded(run, steps, findings.size().problems());
    return findings.figure(request, Result.Regrounded::accuracy) / findings.full(run);
  }

  private static LinePanel.Series series(
      Findings findings,
      String name,
      double[] x,
      List<Case> line,
      ToDoubleBiFunction<Findings, LabRun> figure) {
    return SeedLines.line(
        name, x, line.stream().map(c -> c.over(findings, Format.SHARE, figure)).toList());
  }
}
