package io.github.alpharl.reproduce.item;

import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Figure 4: single directions of the update, and the first one scaled. */
final class Figure4 implements Item {

  private static final List<Integer> DIRECTIONS = List.of(1, 2, 3, 4, 8, 16);
  private static final List<String> SCALES =
      List.of("0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1");

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
  public ItemReport report(Notebook notebook) {
    Grid single =
        grid(
            notebook,
            "Accuracy with the i-th direction alone, norm matched",
            DIRECTIONS.stream().map(i -> "i = " + i).toList(),
            i -> run -> notebook.part(run, "i:" + DIRECTIONS.get(i)));
    Grid scaled =
        grid(
            notebook,
            "Accuracy of W₀ + λ·α·σ₁u₁v₁ᵀ",
            SCALES.stream().map(scale -> "λ = " + scale).toList(),
            i ->
                run ->
                    new RunModel.Part(run, notebook.runs().last(run), "1", SCALES.get(i), List.of()));
    List<LinePanel.Series> left = new ArrayList<>();
    List<LinePanel.Series> right = new ArrayList<>();
    for (String algorithm : notebook.mainAlgorithms()) {
      left.add(
          line(
              notebook,
              algorithm,
              DIRECTIONS.size(),
              i -> i,
              i -> "i:" + DIRECTIONS.get(i),
              _ -> "1"));
      right.add(
          line(
              notebook,
              algorithm,
              SCALES.size(),
              i -> Double.parseDouble(SCALES.get(i)),
              _ -> "1",
              SCALES::get));
    }
    LinePanel.Axis accuracy = LinePanel.Axis.shares("accuracy", 0);
    Picture picture =
        new Picture("One direction of the update at a time", 2)
            .add(
                new LinePanel(
                    "The i-th direction alone",
                    LinePanel.Axis.named(
                        "i", DIRECTIONS.stream().map(i -> Integer.toString(i)).toList()),
                    accuracy,
                    left))
            .add(
                new LinePanel(
                    "The first direction scaled", LinePanel.Axis.upTo("λ", 1), accuracy, right));
    return new ItemReport(List.of(single, scaled), List.of(), Optional.of(picture));
  }

  /** A row for each algorithm, after its base and full accuracy a column for each model. */
  private static Grid grid(
      Notebook notebook,
      String caption,
      List<String> names,
      Function<Integer, Function<LabRun, RunModel>> model) {
    List<String> columns = new ArrayList<>(List.of("algorithm", "base", "full"));
    columns.addAll(names);
    Grid grid = new Grid(caption, columns);
    for (String algorithm : notebook.mainAlgorithms()) {
      List<Object> row = new ArrayList<>(List.of(Notebook.label(algorithm)));
      row.add(notebook.over(Format.SHARE, s -> notebook.base(Catalogue.easy(algorithm, s))));
      row.add(notebook.over(Format.SHARE, s -> notebook.full(Catalogue.easy(algorithm, s))));
      for (int i = 0; i < names.size(); i++) {
        Function<LabRun, RunModel> of = model.apply(i);
        row.add(
            notebook.over(
                Format.SHARE, s -> notebook.accuracy(of.apply(Catalogue.easy(algorithm, s)))));
      }
      grid.row(row);
    }
    return grid;
  }

  private static LinePanel.Series line(
      Notebook notebook,
      String algorithm,
      int points,
      Function<Integer, Number> place,
      Function<Integer, String> rank,
      Function<Integer, String> scale) {
    double[] x = new double[points];
    Arrays.setAll(x, i -> place.apply(i).doubleValue());
    List<SeedFigure> values = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      String directions = rank.apply(i);
      String factor = scale.apply(i);
      values.add(
          notebook.over(
              Format.SHARE,
              seed -> {
                LabRun run = Catalogue.easy(algorithm, seed);
                return notebook.accuracy(
                    new RunModel.Part(run, notebook.runs().last(run), directions, factor, List.of()));
              }));
    }
    return SeedLines.line(Notebook.label(algorithm), x, values);
  }
}
