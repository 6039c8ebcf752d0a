package io.github.alpharl.reproduce.item;

import io.github.alpharl.lab.optimizer.Schedule.Shape;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.score.ScoreSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our own table: the learning-rate sweep of an easy and a hard setting. */
final class LearningRates implements Item {

  private static final List<Double> MARKS = List.of(0.90, 0.95, 0.99);

  @Override
  public String name() {
    return "learning-rate";
  }

  @Override
  public String title() {
    return "Learning rates of DAPO in both settings of the lab";
  }

  @Override
  public String paper() {
    return "trains at one rate (1e-6) and does not vary it: the control that a claim of fewer steps"
        + " needs.";
  }

  @Override
  public ItemReport report(Findings findings) {
    List<Grid> grids = new ArrayList<>();
    Picture picture =
        new Picture("DAPO at several learning rates, validation accuracy; dashed: cosine decay", 2);
    List<String> notes = new ArrayList<>();
    for (String task : List.of(Catalogue.EASY, Catalogue.HARD)) {
      Grid grid =
          new Grid(
              task + ", DAPO, " + steps(findings, task) + " steps",
              "learning rate",
              "schedule",
              "steps to .90",
              "steps to .95",
              "steps to .99",
              "best validation accuracy",
              "test accuracy at the end");
      List<LinePanel.Series> lines = new ArrayList<>();
      for (Catalogue.Rate rate : Catalogue.RATES) {
        if (rate.task().equals(task)) {
          grid.row(row(findings, rate));
          lines.add(line(findings, rate));
          early(findings, rate, notes);
        }
      }
      grids.add(grid);
      picture.add(
          new LinePanel(
              task,
              Axis.upTo("step", (double) steps(findings, task)),
              Axis.shares("accuracy", 0),
              lines));
    }
    TrainOptions usual = findings.runs().options(Catalogue.easy("dapo", 0));
    notes.add(
        "Steps are those of the first validation (every "
            + usual.saveEarly()
            + " steps in the first 40 %, then every "
            + usual.saveEvery()
            + ") at or above the mark; (k/n): only k of n seeds reach it, the mean is over"
            + " these. The constant rate 3e-5 is the run of the other tables cut at its step "
            + Catalogue.EASY_STEPS
            + ".");
    return new ItemReport(grids, notes, Optional.of(picture));
  }

  private static long steps(Findings findings, String task) {
    LabRun own =
        Catalogue.rate(
            Catalogue.RATES.stream().filter(r -> r.task().equals(task)).findFirst().orElseThrow(),
            0);
    return findings.runs().last(own);
  }

  /** The scores up to the setting's last step. */
  private static ScoreSeries scores(Findings findings, Catalogue.Rate rate, long seed) {
    return findings.scores(Catalogue.rate(rate, seed)).upTo(steps(findings, rate.task()));
  }

  private static List<Object> row(Findings findings, Catalogue.Rate rate) {
    List<Object> row = new ArrayList<>(List.of(rate.rate(), rate.schedule()));
    for (double mark : MARKS) {
      row.add(
          findings.over(
              Format.COUNT,
              seed ->
                  scores(findings, rate, seed)
                      .firstReaching(mark)
                      .map(score -> (double) score.step())
                      .orElse(Double.NaN)));
    }
    row.add(
        findings.over(
            Format.SHARE,
            seed ->
                java.util.Arrays.stream(scores(findings, rate, seed).accuracies())
                    .max()
                    .orElse(Double.NaN)));
    row.add(
        findings.over(
            Format.SHARE,
            seed ->
                findings.accuracy(
                    new RunModel.Step(Catalogue.rate(rate, seed), steps(findings, rate.task())))));
    return row;
  }

  private static LinePanel.Series line(Findings findings, Catalogue.Rate rate) {
    List<Long> steps =
        findings.seeds().stream()
            .map(seed -> scores(findings, rate, seed).steps())
            .reduce((a, b) -> a.size() >= b.size() ? a : b)
            .orElse(List.of());
    List<SeedFigure> values =
        steps.stream()
            .map(
                step ->
                    findings.over(
                        Format.SHARE,
                        seed ->
                            scores(findings, rate, seed)
                                .at(step)
                                .map(score -> score.accuracy())
                                .orElse(Double.NaN)))
            .toList();
    boolean cosine = rate.schedule() == Shape.COSINE;
    LinePanel.Series line =
        LinePanel.Series.line(
            rate.rate(),
            steps.stream().mapToDouble(Long::doubleValue).toArray(),
            SeedLines.means(values));
    return cosine ? line.withDashes() : line;
  }

  private static void early(Findings findings, Catalogue.Rate rate, List<String> notes) {
    for (long seed : findings.seeds()) {
      LabRun run = Catalogue.rate(rate, seed);
      findings
          .results()
          .early(run)
          .ifPresent(
              why -> notes.add(run.name() + " ended early: " + why.replaceAll("^\\S+: ", "")));
    }
  }
}
