package io.github.alpharl.reproduce.own;

import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.study.RestFrom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paper's table: early windows with and without a forecast of the last step. */
final class EarlyWindows {

  private static final List<Integer> WINDOWS = List.of(10, 20, 40);
  private static final List<String> FORECASTERS = List.of("hold", "alpharl", "relex", "velocity");
  private static final int LEAST = 2;
  private static final Estimate NONE = new Estimate(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private EarlyWindows() {}

  static OwnReport report(OwnRun run) {
    Estimate base = run.base();
    Estimate full = run.step(run.last());
    Grid table =
        new Grid(
            "Forecasts of step " + run.last() + " from the first part of the run",
            "window",
            "model",
            "accuracy",
            "of the full model's",
            "of its gain");
    table.row(OwnCells.row("–", "base", base, kept(base, base, full), gain(base, base, full)));
    table.row(OwnCells.row("–", "full", full, kept(full, base, full), gain(full, base, full)));
    Map<String, List<Estimate>> lines = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (int percent : WINDOWS) {
      for (String name : FORECASTERS) {
        Estimate found = forecast(run, percent, name, notes);
        lines.computeIfAbsent(name, _ -> new ArrayList<>()).add(found);
        table.row(
            OwnCells.row(
                percent + " %", name, found, kept(found, base, full), gain(found, base, full)));
      }
    }
    notes.add("hold is the last checkpoint of the window as it is.");
    return new OwnReport(List.of(table), notes, Optional.of(picture(lines, base, full)));
  }

  private static Retained share(Estimate found, Estimate base, Estimate full) {
    return new Retained(found.value(), base.value(), full.value());
  }

  private static OwnCells.Share kept(Estimate found, Estimate base, Estimate full) {
    return new OwnCells.Share(share(found, base, full).accuracy());
  }

  private static OwnCells.Share gain(Estimate found, Estimate base, Estimate full) {
    return new OwnCells.Share(share(found, base, full).gain());
  }

  /** NaN, with a note, where the window supports no such forecast. */
  private static Estimate forecast(OwnRun run, int percent, String name, List<String> notes) {
    long end = run.stepAt(percent);
    if (name.equals("hold")) {
      return run.step(end);
    }
    try {
      return forecast(run, name, run.steps().stream().filter(step -> step <= end).toList());
    } catch (UsageException refusal) {
      notes.add(percent + " %, " + name + ": " + refusal.getMessage());
      return NONE;
    }
  }

  private static Estimate forecast(OwnRun run, String name, List<Long> window) {
    Forecaster forecaster = AllForecasters.ALL.named(name);
    ScoreSeries scores = run.scores().orElseThrow();
    List<Long> steps = window;
    if (forecaster.needs().scores()) {
      steps = scores.among(window).steps();
    }
    if (steps.size() < LEAST) {
      throw UsageException.of(
          "%d checkpoints of the window can be used, and 2 are needed", steps.size());
    }
    Target target = new Target.ByStep(run.last());
    try (ObservedWindow observed = run.study().window(steps, () -> scores, forecaster.needs())) {
      Prediction prediction = observed.prediction(forecaster, target);
      return run.measured(
          name + " from steps " + steps + " to step " + run.last(),
          observed.identity()
              + Arrays.toString(known(scores, steps))
              + run.study().options().modelSettings(),
          () -> prediction.model(RestFrom.LAST));
    }
  }

  /** The scores that a forecast may have read. */
  private static double[] known(ScoreSeries scores, List<Long> steps) {
    return scores.among(steps).accuracies();
  }

  private static Picture picture(Map<String, List<Estimate>> lines, Estimate base, Estimate full) {
    double[] x = {0, 1, 2};
    List<LinePanel.Series> series = new ArrayList<>();
    lines.forEach((name, found) -> series.add(Lines.of(name, x, found)));
    series.add(Lines.flat("full run", x, full));
    series.add(Lines.flat("base", x, base));
    return new Picture("Accuracy of forecasts of the last step", 1)
        .add(
            new LinePanel(
                "From the first part of the run",
                Axis.named("window", WINDOWS.stream().map(w -> w + " %").toList()),
                Axis.shares("accuracy", 0),
                Collections.unmodifiableList(series)));
  }
}
