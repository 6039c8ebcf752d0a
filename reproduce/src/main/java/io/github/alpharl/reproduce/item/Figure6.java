package io.github.alpharl.reproduce.item;

import io.github.alpharl.linearity.Projection;
import io.github.alpharl.report.LinePanel;
import io.github.alpharl.report.LinePanel.Axis;
import io.github.alpharl.report.LinearityFigure;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.item.SeedFigure.Format;
import io.github.alpharl.reproduce.measure.Request;
import io.github.alpharl.reproduce.measure.Result;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.run.Catalogue;
import io.github.alpharl.reproduce.run.LabRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Figure 6: a trajectory in the plane, its PLS fit, and modules by importance. */
final class Figure6 implements Item {

  private static final int WINDOWS = 6; // of the 14 modules of the lab's networks

  private static final Projection NO_PROJECTION =
      new Projection(
          Findings.MODULE,
          List.of(),
          new double[0][],
          new double[0][],
          new double[0],
          new double[0]);

  @Override
  public String name() {
    return "figure-6";
  }

  @Override
  public String title() {
    return "Figure 6: a module's trajectory, its PLS fit, and a sliding window of modules";
  }

  @Override
  public String paper() {
    return "u₁ moves on a nearly straight line along training; a one-component PLS fits the"
        + " accuracy with R² over 0.9; injecting the modules of high R² alone keeps most of the"
        + " gain.";
  }

  @Override
  public ItemReport report(Findings findings) {
    Picture picture = new Picture(Findings.MODULE + ", and modules by importance", 2);
    Grid fits =
        new Grid(
            "One-component PLS of the accuracy on u₁, means over the modules",
            "algorithm",
            "R² of u₁",
            "Q² of u₁",
            "R² of the step");
    Grid windows =
        new Grid(
            "Accuracy with only a third of the modules updated (rank 1 of the last step), the"
                + " modules sorted by R² of u₁",
            windowColumns());
    List<LinePanel.Series> sliding = new ArrayList<>();
    for (String algorithm : findings.mainAlgorithms()) {
      String label = Findings.label(algorithm);
      fits.row(
          label,
          mean(findings, algorithm, Result.Linear::meanR2),
          mean(findings, algorithm, Result.Linear::meanQ2),
          mean(findings, algorithm, Result.Linear::meanR2Step));
      List<SeedFigure> values = new ArrayList<>();
      for (int i = 0; i < WINDOWS; i++) {
        values.add(window(findings, algorithm, i));
      }
      List<Object> row = new ArrayList<>(List.of(label));
      row.add(findings.over(Format.SHARE, s -> findings.base(Catalogue.easy(algorithm, s))));
      row.add(
          findings.over(
              Format.SHARE, s -> findings.accuracy(findings.rank1(Catalogue.easy(algorithm, s)))));
      row.addAll(values);
      windows.row(row);
      sliding.add(SeedLines.line(label, places(), values));
    }
    addTrajectory(picture, findings);
    picture.add(
        new LinePanel(
            "A third of the modules, by R² of u₁",
            Axis.named("window, high R² of u₁ first", names()),
            Axis.shares("accuracy", 0),
            sliding));
    return new ItemReport(
        List.of(fits, windows),
        List.of(
            "Window 0 holds the modules of the highest R² of u₁. Figure: "
                + Findings.label(findings.mainAlgorithms().getFirst())
                + " seed "
                + findings.seeds().getFirst()
                + " for trajectory and fit, the mean over the seeds for the windows."),
        Optional.of(picture));
  }

  /** Of the first algorithm and seed: more would hide each other. */
  private static void addTrajectory(Picture picture, Findings findings) {
    String algorithm = findings.mainAlgorithms().getFirst();
    String label = Findings.label(algorithm);
    LabRun run = Catalogue.easy(algorithm, findings.seeds().getFirst());
    Projection projection =
        findings.results().of(linear(run)).map(Result.Linear::projection).orElse(NO_PROJECTION);
    LinearityFigure.panels(projection, "accuracy", label).forEach(picture::add);
  }

  private static List<String> windowColumns() {
    List<String> columns = new ArrayList<>(List.of("algorithm", "base", "all modules"));
    for (int i = 0; i < WINDOWS; i++) {
      columns.add("window " + i);
    }
    return columns;
  }

  private static List<String> names() {
    return IntStream.range(0, WINDOWS).mapToObj(Integer::toString).toList();
  }

  private static double[] places() {
    double[] places = new double[WINDOWS];
    Arrays.setAll(places, i -> i);
    return places;
  }

  private static Request.Linear linear(LabRun run) {
    return new Request.Linear(run, Findings.MODULE);
  }

  private static SeedFigure mean(
      Findings findings, String algorithm, ToDoubleFunction<Result.Linear> figure) {
    return findings.over(
        Format.SHARE, seed -> findings.figure(linear(Catalogue.easy(algorithm, seed)), figure));
  }

  private static SeedFigure window(Findings findings, String algorithm, int place) {
    return findings.over(
        Format.SHARE,
        seed ->
            findings.figure(
                new Request.Windows(Catalogue.easy(algorithm, seed), Findings.MODULE),
                found ->
                    place < found.windows().size()
                        ? found.windows().get(place).accuracy()
                        : Double.NaN));
  }
}
