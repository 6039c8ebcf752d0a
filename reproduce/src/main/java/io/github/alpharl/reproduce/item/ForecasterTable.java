package io.github.alpharl.reproduce.item;

import io.github.alpharl.eval.figures.Retained;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.RunModel;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import io.github.alpharl.run.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Our own table: forecasters side by side, each with the same budget of search. */
final class ForecasterTable implements Item {

  /** Those whose candidates one race may hold. */
  static final List<String> FORECASTERS =
      List.of("extrapolate", "velocity:lag=1", "relex", "alpharl", "alpharl:full");

  /** A network is trained for each of its candidates: compared, but not put into every race. */
  private static final String LEARNED = "next";

  private static final List<String> COMPARED =
      Stream.concat(FORECASTERS.stream(), Stream.of(LEARNED)).toList();

  private static final String HOLD = "hold";
  private static final List<Integer> WINDOWS = List.of(10, 40);

  @Override
  public String name() {
    return "forecasters";
  }

  @Override
  public String title() {
    return "Forecasters side by side, each with the same budget of search";
  }

  @Override
  public String paper() {
    return "compares AlphaRL with the window it starts from only; RELEX (arXiv 2605.21468) and"
        + " weight extrapolation (arXiv 2601.04537) report other models.";
  }

  @Override
  public ItemReport report(Findings findings) {
    List<Grid> grids = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (int percent : WINDOWS) {
      Map<String, Function<LabRun, RunModel>> models = models(findings, percent);
      String window = percent + " % window: ";
      grids.add(
          grid(
              findings,
              window + "accuracy on test problems",
              models,
              Format.SHARE,
              Retained::model));
      grids.add(
          grid(
              findings,
              window + "share of the full run's accuracy, %",
              models,
              Format.PERCENT,
              Retained::accuracy));
      grids.add(
          grid(
              findings,
              window + "share of its gain over the base, %",
              models,
              Format.PERCENT,
              Retained::gain));
      notes.add(best(findings, percent, models));
    }
    notes.add(
        "Each forecaster alone is searched at the same ten distances with the same rounds; \"all"
            + " together\" are the candidates of all but next in one race. A search that proves nothing keeps"
            + " the last checkpoint (hold).");
    return new ItemReport(grids, notes, Optional.empty());
  }

  private static Map<String, Function<LabRun, RunModel>> models(Findings findings, int percent) {
    Window window = new Window.Percent(percent);
    Map<String, Function<LabRun, RunModel>> models = new LinkedHashMap<>();
    models.put(HOLD, run -> findings.windowEnd(run, percent));
    for (String name : COMPARED) {
      models.put(name, run -> new RunModel.Searched(run, window, List.of(name)));
    }
    models.put("all together", run -> new RunModel.Searched(run, window, FORECASTERS));
    return models;
  }

  private static Grid grid(
      Findings findings,
      String caption,
      Map<String, Function<LabRun, RunModel>> models,
      Format format,
      ToDoubleFunction<Retained> figure) {
    List<String> columns = new ArrayList<>(List.of("forecaster"));
    findings.mainAlgorithms().forEach(a -> columns.add(Findings.label(a)));
    Grid grid = new Grid(caption, columns);
    models.forEach(
        (name, model) -> {
          List<Object> row = new ArrayList<>(List.of(name));
          for (String algorithm : findings.mainAlgorithms()) {
            row.add(value(findings, algorithm, model, format, figure));
          }
          grid.row(row);
        });
    return grid;
  }

  private static SeedFigure value(
      Findings findings,
      String algorithm,
      Function<LabRun, RunModel> model,
      Format format,
      ToDoubleFunction<Retained> figure) {
    return findings.over(
        format,
        seed ->
            figure.applyAsDouble(findings.retained(model.apply(Catalogue.easy(algorithm, seed)))));
  }

  private static String best(
      Findings findings, int percent, Map<String, Function<LabRun, RunModel>> models) {
    List<String> sentences = new ArrayList<>();
    for (String algorithm : findings.mainAlgorithms()) {
      String best = "none is better than hold";
      double highest = mean(findings, algorithm, models.get(HOLD));
      for (String name : COMPARED) {
        double mean = mean(findings, algorithm, models.get(name));
        if (mean > highest) {
          highest = mean;
          best = name;
        }
      }
      sentences.add(Findings.label(algorithm) + " " + best);
    }
    return "Highest single forecaster at " + percent + " %: " + String.join(", ", sentences) + ".";
  }

  private static double mean(
      Findings findings, String algorithm, Function<LabRun, RunModel> model) {
    return value(findings, algorithm, model, Format.SHARE, Retained::model).mean();
  }
}
