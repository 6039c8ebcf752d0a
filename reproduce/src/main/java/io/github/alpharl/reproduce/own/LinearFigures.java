package io.github.alpharl.reproduce.own;

import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.linearity.ImportanceWindows;
import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.LinearityFigure;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.own.OwnRun.Part;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoredSteps;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.DominanceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/** What the factors of a run say: figures 5, 6 and 15. */
final class LinearFigures {

  private LinearFigures() {}

  static OwnReport alongTraining(OwnRun run) {
    try (RunFactors factors = run.study().factors(run.study().prepared(new Rank.Count(1)))) {
      List<DominanceTable.Means> means = DominanceTable.of(factors).steps();
      Grid table = new Grid("Means over the modules", "step", "‖ΔW‖", "σ₁/‖ΔW‖", "σ₂/σ₁");
      means.forEach(
          at ->
              table.row(
                  OwnCells.row(
                      at.step(), at.norm(), new OwnCells.Share(at.normShare()), at.gap())));
      Picture picture =
          new Picture("The update along training, means over the modules", 2)
              .add(panel("Norm", "‖ΔW‖", means, DominanceTable.Means::norm))
              .add(
                  panel(
                      "Share of the first direction",
                      "σ₁/‖ΔW‖",
                      means,
                      DominanceTable.Means::normShare));
      return new OwnReport(List.of(table), List.of(), Optional.of(picture));
    }
  }

  private static LinePanel panel(
      String title,
      String label,
      List<DominanceTable.Means> means,
      ToDoubleFunction<DominanceTable.Means> figure) {
    double[] x = means.stream().mapToDouble(DominanceTable.Means::step).toArray();
    double[] y = means.stream().mapToDouble(figure).toArray();
    return new LinePanel(
        title, Axis.over("step", x), Axis.over(label, y), List.of(LinePanel.Series.line("", x, y)));
  }

  /** The linear law on all steps with a score. */
  private static OwnReport linear(
      OwnRun run, BiFunction<RunFactors, LinearityTable, OwnReport> report) {
    ScoreSeries scores = run.scores().orElseThrow();
    ScoredSteps scored = scores.among(run.study().prepared(new Rank.Count(1))).atLeast(2);
    scored.note().ifPresent(run.tell());
    try (RunFactors factors = run.study().factors(scored.steps())) {
      double[] y = scores.accuracies(scored.steps());
      LinearityTable table =
          LinearityTable.of(factors, scored.steps(), y, run.study().options().threads());
      table.cautions().forEach(run.tell());
      return report.apply(factors, table);
    }
  }

  static OwnReport heatmap(OwnRun run) {
    return linear(
        run,
        (factors, table) ->
            new OwnReport(
                List.of(fits(table)),
                List.of(),
                Optional.of(
                    new Picture("R² of u₁", 1).add(LinearityFigure.heat(table.heatmap())))));
  }

  private static Grid fits(LinearityTable table) {
    Grid fits =
        new Grid(
            "One-component PLS of the score on u₁",
            "module",
            "R² of u₁",
            "Q² of u₁",
            "R² of the step");
    for (Linearity fit : table.modules()) {
      fits.row(OwnCells.row(fit.name(), number(fit.r2()), number(fit.q2()), number(fit.r2Step())));
    }
    return fits.row(
        OwnCells.row(
            "mean", number(table.meanR2()), number(table.meanQ2()), number(table.meanR2Step())));
  }

  private static double number(OptionalDouble value) {
    return value.orElse(Double.NaN);
  }

  static OwnReport trajectory(OwnRun run) {
    return linear(run, (factors, table) -> trajectory(run, factors, table));
  }

  /** Of the module of the highest R², and the windows where there is a judge. */
  private static OwnReport trajectory(OwnRun run, RunFactors factors, LinearityTable table) {
    String module =
        table.modules().stream()
            .max(Comparator.comparingDouble(fit -> fit.r2().orElse(-1)))
            .map(Linearity::name)
            .orElseThrow();
    double[] y = run.scores().orElseThrow().accuracies(factors.steps());
    Projection plane = Projection.of(factors.trajectory(module, factors.steps()), y);
    Grid points = new Grid(module, "step", "PC 1", "PC 2", "t-SNE 1", "t-SNE 2", "z");
    for (int i = 0; i < plane.steps().size(); i++) {
      double[] pca = Arrays.copyOf(plane.pca()[i], 2);
      double[] tsne = Arrays.copyOf(plane.tsne()[i], 2);
      points.row(
          OwnCells.row(plane.steps().get(i), pca[0], pca[1], tsne[0], tsne[1], plane.pls()[i]));
    }
    boolean judged = run.judge().isPresent();
    Picture picture = new Picture(module + (judged ? ", and modules by importance" : ""), 2);
    LinearityFigure.panels(plane, "accuracy", "").forEach(picture::add);
    List<Grid> tables = new ArrayList<>(List.of(points));
    List<String> notes = new ArrayList<>();
    notes.add("The trajectory is that of the module of the highest R² of u₁.");
    if (judged) {
      tables.add(windows(run, table, picture));
    } else {
      notes.add("Without a judge there is no sliding window of modules.");
    }
    return new OwnReport(tables, notes, Optional.of(picture));
  }

  private static Grid windows(OwnRun run, LinearityTable table, Picture picture) {
    Map<String, Double> r2 = new LinkedHashMap<>();
    table.modules().forEach(fit -> r2.put(fit.name(), fit.r2().orElse(0)));
    Grid windows =
        new Grid(
            "A third of the modules updated (rank 1 of the last step), sorted by R² of u₁",
            "window",
            "mean R² of u₁",
            "accuracy");
    List<Estimate> found = new ArrayList<>();
    List<ImportanceWindows.Window> all = ImportanceWindows.of(r2);
    for (ImportanceWindows.Window window : all) {
      found.add(run.part(new Part(run.last(), OwnRun.FIRST, 1, window.modules())));
      windows.row(OwnCells.row(found.size() - 1, window.meanR2(), found.getLast()));
    }
    double[] x = new double[found.size()];
    Arrays.setAll(x, i -> i);
    picture.add(
        new LinePanel(
            "A third of the modules, by R² of u₁",
            Axis.named(
                "window, high R² of u₁ first",
                Arrays.stream(x).mapToObj(i -> Integer.toString((int) i)).toList()),
            Axis.shares("accuracy", 0),
            List.of(Lines.of("window", x, found), Lines.flat("base", x, run.base()))));
    return windows;
  }
}
