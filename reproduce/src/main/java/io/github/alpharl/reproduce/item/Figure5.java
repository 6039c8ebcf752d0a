package io.github.alpharl.reproduce.item;

import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.study.DominanceTable.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Figure 5: norm and norm share of the update along training. */
final class Figure5 implements Item {

  private static final List<Integer> TIMES = List.of(10, 20, 40, 60, 80, 100);

  @Override
  public String name() {
    return "figure-5";
  }

  @Override
  public String title() {
    return "Figure 5: norm and norm share of the update along training";
  }

  @Override
  public String paper() {
    return "updates of RL are small and concentrated, those of SFT and distillation large and"
        + " spread: mean norm DAPO 0.01, SFT 10.75, distillation 21.24; σ₁/‖ΔW‖ 19.3 %, 7.7 %,"
        + " 12.6 %.";
  }

  @Override
  public ItemReport report(Findings findings) {
    Grid norms = grid(findings, "Mean ‖ΔW‖ of a module", Means::norm, Format.SIGNIFICANT);
    Grid shares = grid(findings, "Mean σ₁/‖ΔW‖, %", Means::normShare, Format.PERCENT);
    Picture picture =
        new Picture("The update along training, means over the modules", 2)
            .add(panel(findings, "Norm", "‖ΔW‖", Means::norm))
            .add(panel(findings, "Share of the first direction", "σ₁/‖ΔW‖", Means::normShare));
    return new ItemReport(List.of(norms, shares), List.of(), Optional.of(picture));
  }

  private static SeedFigure value(
      Findings findings,
      String algorithm,
      int percent,
      ToDoubleFunction<Means> figure,
      Format format) {
    return findings.over(
        format,
        seed -> {
          LabRun run = Catalogue.easy(algorithm, seed);
          return findings.share(run, findings.stepAt(run, percent), figure);
        });
  }

  private static Grid grid(
      Findings findings, String caption, ToDoubleFunction<Means> figure, Format format) {
    List<String> columns = new ArrayList<>(List.of("algorithm"));
    TIMES.forEach(time -> columns.add(time + " % of the run"));
    Grid grid = new Grid(caption, columns);
    for (String algorithm : findings.allAlgorithms()) {
      List<Object> row = new ArrayList<>(List.of(Findings.label(algorithm)));
      TIMES.forEach(time -> row.add(value(findings, algorithm, time, figure, format)));
      grid.row(row);
    }
    return grid;
  }

  private static LinePanel panel(
      Findings findings, String title, String label, ToDoubleFunction<Means> figure) {
    double[] x = TIMES.stream().mapToDouble(Integer::doubleValue).toArray();
    List<LinePanel.Series> series = new ArrayList<>();
    for (String algorithm : findings.allAlgorithms()) {
      List<SeedFigure> values =
          TIMES.stream()
              .map(time -> value(findings, algorithm, time, figure, Format.SIGNIFICANT))
              .toList();
      LinePanel.Series line = SeedLines.line(Findings.label(algorithm), x, values);
      series.add(Catalogue.CONTROLS.contains(algorithm) ? line.withDashes() : line);
    }
    return new LinePanel(
        title,
        LinePanel.Axis.upTo("per cent of the run", 100),
        LinePanel.Axis.over(
            label, series.stream().flatMapToDouble(s -> java.util.Arrays.stream(s.y())).toArray()),
        series);
  }
}
