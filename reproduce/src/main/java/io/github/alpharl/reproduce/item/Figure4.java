package io.github.alpharl.reproduce.item;

import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.page.PaperParts;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.spectral.Rank;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Figure 4: single directions of the update, and the first one scaled. */
final class Figure4 implements Item {

  private static final List<Double> SCALES =
      List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
  private static final Subspaces FIRST = new Subspaces.Top(new Rank.Count(1));

  @Override
  public String name() {
    return "figure-4";
  }

  @Override
  public String title() {
    return "Figure 4: the i-th direction alone, and the first one scaled by λ";
  }

  @Override
  public String paper() {
    return "only the first direction carries the gain, the others alone leave the model at its"
        + " base's accuracy or below; the accuracy rises with λ.";
  }

  @Override
  public ItemReport report(Findings findings) {
    Grid single =
        grid(
            findings,
            "Accuracy with the i-th direction alone, norm matched",
            PaperParts.DIRECTIONS.stream().map(i -> "i = " + i).toList(),
            i -> run -> findings.scaled(run, direction(i), 1));
    Grid scaled =
        grid(
            findings,
            "Accuracy of W₀ + λ·α·σ₁u₁v₁ᵀ",
            SCALES.stream().map(scale -> "λ = " + RunModel.shortest(scale)).toList(),
            i -> run -> findings.scaled(run, FIRST, SCALES.get(i)));
    List<LinePanel.Series> left = new ArrayList<>();
    List<LinePanel.Series> right = new ArrayList<>();
    for (String algorithm : findings.mainAlgorithms()) {
      left.add(
          line(
              findings,
              algorithm,
              PaperParts.DIRECTIONS.size(),
              i -> i,
              i -> run -> findings.scaled(run, direction(i), 1)));
      right.add(
          line(
              findings,
              algorithm,
              SCALES.size(),
              SCALES::get,
              i -> run -> findings.scaled(run, FIRST, SCALES.get(i))));
    }
    LinePanel.Axis accuracy = LinePanel.Axis.shares("accuracy", 0);
    Picture picture =
        new Picture("One direction of the update at a time", 2)
            .add(
                new LinePanel(
                    "The i-th direction alone",
                    LinePanel.Axis.named(
                        "i", PaperParts.DIRECTIONS.stream().map(i -> Integer.toString(i)).toList()),
                    accuracy,
                    left))
            .add(
                new LinePanel(
                    "The first direction scaled", LinePanel.Axis.upTo("λ", 1), accuracy, right));
    return new ItemReport(List.of(single, scaled), List.of(), Optional.of(picture));
  }

  private static Subspaces direction(int place) {
    return new Subspaces.Only(PaperParts.DIRECTIONS.get(place));
  }

  /** A row for each algorithm, after its base and full accuracy a column for each model. */
  private static Grid grid(
      Findings findings,
      String caption,
      List<String> names,
      Function<Integer, Function<LabRun, RunModel>> model) {
    List<String> columns = new ArrayList<>(List.of("algorithm", "base", "full"));
    columns.addAll(names);
    Grid grid = new Grid(caption, columns);
    for (String algorithm : findings.mainAlgorithms()) {
      List<Object> row = new ArrayList<>(List.of(Findings.label(algorithm)));
      row.add(findings.over(Format.SHARE, s -> findings.base(Catalogue.easy(algorithm, s))));
      row.add(findings.over(Format.SHARE, s -> findings.full(Catalogue.easy(algorithm, s))));
      for (int i = 0; i < names.size(); i++) {
        Function<LabRun, RunModel> of = model.apply(i);
        row.add(
            findings.over(
                Format.SHARE, s -> findings.accuracy(of.apply(Catalogue.easy(algorithm, s)))));
      }
      grid.row(row);
    }
    return grid;
  }

  private static LinePanel.Series line(
      Findings findings,
      String algorithm,
      int points,
      Function<Integer, Number> place,
      Function<Integer, Function<LabRun, RunModel>> model) {
    double[] x = new double[points];
    Arrays.setAll(x, i -> place.apply(i).doubleValue());
    List<SeedFigure> values = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      Function<LabRun, RunModel> of = model.apply(i);
      values.add(
          findings.over(
              Format.SHARE, seed -> findings.accuracy(of.apply(Catalogue.easy(algorithm, seed)))));
    }
    return SeedLines.line(Findings.label(algorithm), x, values);
  }
}
