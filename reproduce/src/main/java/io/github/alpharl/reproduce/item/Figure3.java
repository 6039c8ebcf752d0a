package io.github.alpharl.reproduce.item;

import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Figure 3: what the first directions of the update keep, at the end and along training. */
final class Figure3 implements Item {

  private static final List<String> RANKS = List.of("1", "1%", "5%", "10%", "25%", "50%");
  private static final List<Integer> TIMES = List.of(20, 40, 60, 80, 100);

  @Override
  public String name() {
    return "figure-3";
  }

  @Override
  public String title() {
    return "Figure 3: relative accuracy of rank-1 and rank-k % models";
  }

  @Override
  public String paper() {
    return "the rank-1 model keeps over 99 % of the full model's accuracy for every RL algorithm,"
        + " at the end and along training; SFT and distillation need many directions.";
  }

  @Override
  public ItemReport report(Notebook notebook) {
    List<String> columns =
        new ArrayList<>(List.of("algorithm", "full", "share of the gain, rank 1"));
    RANKS.forEach(rank -> columns.add("rank " + rank.replace("%", " %")));
    Grid ranks =
        new Grid(
            "Last step: accuracy of the norm-matched rank-k model over the full model's, %",
            columns);
    List<String> times = new ArrayList<>(List.of("algorithm"));
    TIMES.forEach(time -> times.add(time + " % of the run"));
    Grid along =
        new Grid("Along training: rank 1 over the checkpoint that it is made of, %", times);
    List<LinePanel.Series> byRank = new ArrayList<>();
    List<LinePanel.Series> byTime = new ArrayList<>();
    for (String algorithm : notebook.allAlgorithms()) {
      String label = Notebook.label(algorithm);
      List<SeedFigure> kept = RANKS.stream().map(rank -> ofRank(notebook, algorithm, rank)).toList();
      List<SeedFigure> then = TIMES.stream().map(time -> ofTime(notebook, algorithm, time)).toList();
      List<Object> row = new ArrayList<>(List.of(label));
      row.add(notebook.over(Format.SHARE, seed -> notebook.full(Catalogue.easy(algorithm, seed))));
      row.add(
          notebook.over(
              Format.PERCENT,
              seed ->
                  notebook.retained(notebook.part(Catalogue.easy(algorithm, seed), "1")).gain()));
      row.addAll(kept);
      ranks.row(row);
      List<Object> timeRow = new ArrayList<>(List.of(label));
      timeRow.addAll(then);
      along.row(timeRow);
      byRank.add(SeedLines.line(label, new double[] {0, 1, 2, 3, 4, 5}, kept));
      byTime.add(SeedLines.line(label, new double[] {20, 40, 60, 80, 100}, then));
    }
    Picture picture =
        new Picture("What the first directions of the update keep", 2)
            .add(
                new LinePanel(
                    "Last step, by rank",
                    LinePanel.Axis.named(
                        "directions kept",
                        RANKS.stream().map(rank -> rank.replace("%", " %")).toList()),
                    axis(byRank),
                    byRank))
            .add(
                new LinePanel(
                    "Rank 1 along training",
                    LinePanel.Axis.upTo("per cent of the run", 100),
                    axis(byTime),
                    byTime));
    return new ItemReport(List.of(ranks, along), List.of(), Optional.of(picture));
  }

  private static LinePanel.Axis axis(List<LinePanel.Series> series) {
    return LinePanel.Axis.over(
        "relative accuracy",
        series.stream().flatMapToDouble(s -> java.util.Arrays.stream(s.y())).toArray());
  }

  private static SeedFigure ofRank(Notebook notebook, String algorithm, String rank) {
    return notebook.over(
        Format.PERCENT,
        seed -> notebook.retained(notebook.part(Catalogue.easy(algorithm, seed), rank)).accuracy());
  }

  private static SeedFigure ofTime(Notebook notebook, String algorithm, int percent) {
    return notebook.over(
        Format.PERCENT,
        seed -> {
          LabRun run = Catalogue.easy(algorithm, seed);
          long step = notebook.stepAt(run, percent);
          double whole = notebook.accuracy(new RunModel.Step(run, step));
          double rank1 = notebook.accuracy(RunModel.Part.of(run, step, "1"));
          return new Retained(rank1, notebook.base(run), whole).accuracy();
        });
  }
}
