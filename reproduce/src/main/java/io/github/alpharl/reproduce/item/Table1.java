package io.github.alpharl.reproduce.item;

import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.reproduce.run.ReproductionSize;
import io.github.alpharl.run.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Tables 1 and 3: early windows with and without a forecast beside the full run. */
final class Table1 implements Item {

  static final List<String> ALPHARL = List.of("alpharl", "alpharl:full");

  /** Makes the searches as long as those of predict by default. */
  private static final int EFFORT = ReproductionSize.SHORTER;

  private static final int EARLY = 10;
  private static final int LATE = 40;

  @Override
  public String name() {
    return "table-1";
  }

  @Override
  public String title() {
    return "Tables 1 and 3: the full run, early windows, and forecasts from them";
  }

  @Override
  public String paper() {
    return "Qwen3-8B-Base, mean of six benchmarks, as full / 10 % / 40 % / 10 % + AlphaRL / 40 % +"
        + " AlphaRL: DAPO 53.38 / 40.55 / 46.30 / 46.47 / 53.31, GRPO 51.52 / 39.36 / 45.30 / 43.43"
        + " / 49.42, RLOO 50.82 / 39.89 / 46.44 / 43.74 / 48.52. Its target, relative accuracy 1, is"
        + " read off the fully trained model.";
  }

  /** The models of a window, by the title of their column. */
  private static Map<String, Function<LabRun, RunModel>> models(Findings findings, int percent) {
    Window window = new Window.Percent(percent);
    Map<String, Function<LabRun, RunModel>> models = new LinkedHashMap<>();
    models.put(window(percent), run -> findings.windowEnd(run, percent));
    models.put(
        window(percent) + " + AlphaRL (the paper's target)",
        run -> new RunModel.PaperTarget(run, window, "alpharl"));
    models.put(window(percent) + " + AlphaRL (search)", run -> searched(run, percent, ALPHARL));
    models.put(
        window(percent) + " + any forecaster (search)",
        run -> searched(run, percent, ForecasterTable.FORECASTERS));
    return models;
  }

  private static RunModel searched(LabRun run, int percent, List<String> candidates) {
    return new RunModel.Searched(run, new Window.Percent(percent), candidates, EFFORT);
  }

  private static String window(int percent) {
    return percent + " %";
  }

  @Override
  public ItemReport report(Findings findings) {
    Map<String, Function<LabRun, RunModel>> models = new LinkedHashMap<>(models(findings, EARLY));
    models.putAll(models(findings, LATE));
    List<String> columns = new ArrayList<>(List.of("algorithm", "base", "full"));
    columns.addAll(models.keySet());
    Grid accuracy = new Grid("Accuracy on test problems", columns);
    Grid ofFull = new Grid("Share of the full model's accuracy, %", shares(models));
    Grid ofGain = new Grid("Share of the full model's gain over the base, %", shares(models));
    Grid chosen =
        new Grid(
            "What the search over all forecasters chose, by seed (hold: nothing proved better)",
            "algorithm",
            window(EARLY),
            window(LATE));
    for (String algorithm : findings.size().algorithms()) {
      String label = Findings.label(algorithm);
      List<Object> row = new ArrayList<>(List.of(label));
      row.add(findings.over(Format.SHARE, seed -> findings.base(run(algorithm, seed))));
      row.add(findings.over(Format.SHARE, seed -> findings.full(run(algorithm, seed))));
      models
          .values()
          .forEach(
              model ->
                  row.add(
                      findings.over(
                          Format.SHARE,
                          seed -> findings.accuracy(model.apply(run(algorithm, seed))))));
      accuracy.row(row);
      ofFull.row(retained(findings, algorithm, models, Retained::accuracy));
      ofGain.row(retained(findings, algorithm, models, Retained::gain));
      chosen.row(label, chosen(findings, algorithm, EARLY), chosen(findings, algorithm, LATE));
    }
    Grid regrounded =
        RegroundedGrid.of(
            "The same steps with re-grounding, and the plain run at DAPO's tuned rate, 3e-4",
            findings,
            List.of(EARLY, LATE),
            findings.size().algorithms().stream().map(Table1::regrounded).toList());
    return new ItemReport(
        List.of(accuracy, regrounded, ofFull, ofGain, chosen),
        List.of(
            "AlphaRL (search) tries alpharl and alpharl:full, any forecaster "
                + String.join(", ", ForecasterTable.FORECASTERS)
                + "; searches use validation problems only, as many as those of predict by default,"
                + " the last checkpoint is always among the candidates.",
            RegroundedGrid.NOTE,
            "The paper's target is the full run's last accuracy on validation problems, which looks"
                + " into the future."),
        Optional.of(picture(findings, models)));
  }

  private static RegroundedGrid.Line regrounded(String algorithm) {
    return new RegroundedGrid.Line(
        List.of(Findings.label(algorithm)),
        _ -> true,
        seed -> run(algorithm, seed),
        (seed, steps) -> Catalogue.tuned(algorithm, seed, steps));
  }

  private static LabRun run(String algorithm, long seed) {
    return Catalogue.easy(algorithm, seed);
  }

  private static List<String> shares(Map<String, Function<LabRun, RunModel>> models) {
    List<String> columns = new ArrayList<>(List.of("algorithm"));
    columns.addAll(models.keySet());
    return columns;
  }

  private static List<Object> retained(
      Findings findings,
      String algorithm,
      Map<String, Function<LabRun, RunModel>> models,
      ToDoubleFunction<Retained> share) {
    List<Object> row = new ArrayList<>(List.of(Findings.label(algorithm)));
    models
        .values()
        .forEach(
            model ->
                row.add(
                    findings.over(
                        Format.PERCENT,
                        seed ->
                            share.applyAsDouble(
                                findings.retained(model.apply(run(algorithm, seed)))))));
    return row;
  }

  private static String chosen(Findings findings, String algorithm, int percent) {
    return findings.texts(
        seed -> {
          RunModel model = searched(run(algorithm, seed), percent, ForecasterTable.FORECASTERS);
          return findings
              .results()
              .of(new Request.Accuracy(model, findings.size().problems()))
              .flatMap(Result.Accuracy::choice)
              .map(choice -> choice.accepted() ? choice.leader() : choice.chosen())
              .orElse("");
        });
  }

  private static Picture picture(
      Findings findings, Map<String, Function<LabRun, RunModel>> models) {
    List<String> algorithms = findings.size().algorithms();
    double[] x = new double[algorithms.size()];
    java.util.Arrays.setAll(x, i -> i);
    Picture picture = new Picture("Accuracy on test problems: windows, forecasts, the full run", 2);
    for (int percent : List.of(EARLY, LATE)) {
      List<LinePanel.Series> series = new ArrayList<>();
      Map<String, Function<LabRun, RunModel>> shown = new LinkedHashMap<>();
      models.forEach(
          (title, model) -> {
            if (title.startsWith(window(percent))) {
              shown.put(title.replace(window(percent), "window"), model);
            }
          });
      shown.put("full run", run -> new RunModel.Step(run, findings.runs().last(run)));
      shown.forEach(
          (title, model) -> {
            List<SeedFigure> values =
                algorithms.stream()
                    .map(
                        algorithm ->
                            findings.over(
                                Format.SHARE,
                                seed -> findings.accuracy(model.apply(run(algorithm, seed)))))
                    .toList();
            series.add(SeedLines.points(title, x, values, series.size()));
          });
      picture.add(
          new LinePanel(
              percent + " % of the run observed",
              LinePanel.Axis.named("", algorithms.stream().map(Findings::label).toList()),
              LinePanel.Axis.shares("accuracy", 0.3),
              series));
    }
    return picture;
  }
}
