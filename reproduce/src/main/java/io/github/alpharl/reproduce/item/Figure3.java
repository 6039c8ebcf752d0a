package io.github.alpharl.reproduce.item;

import io.github.alpharl.eval.figures.Retained;
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
import java.util.List;
import java.util.Optional;

/** Figure 3: what the first directions of the update keep, at the end and along training. */
final class Figure3 implements Item {

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
  public ItemReport report(Findings findings) {
    List<String> columns =
        new ArrayList<>(List.of("algorithm", "full", "share of the gain, rank 1"));
    PaperParts.RANKS.forEach(rank -> columns.add("rank " + PaperParts.words(rank)));
    Grid ranks =
        new Grid(
            "Last step: accuracy of the norm-matched rank-k model over the full model's, %",
            columns);
    List<String> times = new ArrayList<>(List.of("algorithm"));
    PaperParts.TIMES.forEach(time -> times.add(time + " % of the run"));
    Grid along =
        new Grid("Along training: rank 1 over the checkpoint that it is made of, %", times);
    List<LinePanel.Series> byRank = new ArrayList<>();
    List<LinePanel.Series> byTime = new ArrayList<>();
    for (String algorithm : findings.allAlgorithms()) {
      String label = Findings.label(algorithm);
      List<SeedFigure> kept =
          PaperParts.RANKS.stream().map(rank -> ofRank(findings, algorithm, rank)).toList();
      List<SeedFigure> then =
          PaperParts.TIMES.stream().map(time -> ofTime(findings, algorithm, time)).toList();
      List<Object> row = new ArrayList<>(List.of(label));
      row.add(findings.over(Format.SHARE, seed -> findings.full(Catalogue.easy(algorithm, seed))));
      row.add(
          findings.over(
              Format.PERCENT,
              seed -> findings.retained(findings.rank1(Catalogue.easy(algorithm, seed))).gain()));
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
                        PaperParts.RANKS.stream().map(PaperParts::words).toList()),
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

  private static SeedFigure ofRank(Findings findings, String algorithm, Rank rank) {
    return findings.over(
        Format.PERCENT,
        seed -> findings.retained(findings.part(Catalogue.easy(algorithm, seed), rank)).accuracy());
  }

  private static SeedFigure ofTime(Findings findings, String algorithm, int percent) {
    return findings.over(
        Format.PERCENT,
        seed -> {
          LabRun run = Catalogue.easy(algorithm, seed);
          long step = findings.stepAt(run, percent);
          double whole = findings.accuracy(new RunModel.Step(run, step));
          double rank1 = findings.accuracy(RunModel.Part.of(run, step, new Rank.Count(1)));
          return new Retained(rank1, findings.base(run), whole).accuracy();
        });
  }
}
