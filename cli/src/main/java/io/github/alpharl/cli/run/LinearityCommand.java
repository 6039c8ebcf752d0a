package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FigureOption;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.linearity.Linearity;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.report.HeatmapTable;
import io.github.alpharl.report.LinearityFigure;
import io.github.alpharl.report.Table;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl linearity}: how straight the top directions move with the score (Property 2). */
@Command(
    name = "linearity",
    mixinStandardHelpOptions = true,
    description =
        "Fits the score on the top left singular vector of every module (one-component PLS) and shows"
            + " R², the leave-one-out Q² and R² against the step number.",
    footer = {
      "",
      "Examples:",
      "  alpharl linearity checkpoints/my-grpo-run --scores scores.csv",
      "  alpharl linearity RUN --scores scores.csv --project model.layers.0.mlp.up_proj.weight --json"
    })
public final class LinearityCommand implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private ScoreOptions scores;
  @Mixin private FigureOption figure;
  @Mixin private TableOutput output;

  @Option(
      names = "--window",
      paramLabel = "P%|A..B",
      description = "Only the steps up to P %% of the largest, or from A to B (default: all).")
  private String window = "100%";

  @Option(
      names = "--project",
      paramLabel = "MODULE",
      description =
          "Also give the trajectory of MODULE in the plane: PCA and t-SNE, as a table and in the figure.")
  private String project;

  /** One module of the JSON document; undefined figures are null. */
  private record Line(String name, Double r2, Double q2, Double r2Step) {
    static Line of(Linearity module) {
      return new Line(
          module.name(), boxed(module.r2()), boxed(module.q2()), boxed(module.r2Step()));
    }
  }

  @Override
  public Integer call() {
    try (RunStudy study = run.openStored()) {
      return call(study);
    }
  }

  private int call(RunStudy study) {
    ScoreSeries series = scores.read(study);
    List<Long> all = Window.parse(window).select(study.prepared(new Rank.Count(1)));
    List<Long> steps = ScoreOptions.scored(study, series, all, 2);
    try (RunFactors factors = study.factors(steps)) {
      double[] y = series.accuracies(steps);
      LinearityTable table = LinearityTable.of(factors, steps, y, study.options().threads());
      Optional<Projection> projection =
          Optional.ofNullable(project).map(module -> project(factors, module, steps, y));
      show(table, projection, steps);
      figure.write(() -> LinearityFigure.of(table, series, steps, projection).drawing());
    }
    return 0;
  }

  private static Projection project(
      RunFactors factors, String module, List<Long> steps, double[] y) {
    if (!factors.modules().contains(module)) {
      throw UsageException.of(
          "--project: there is no module '%s'; the first are %s",
          module, factors.modules().stream().limit(3).toList());
    }
    return Projection.of(factors.trajectory(module, steps), y);
  }

  private void show(LinearityTable table, Optional<Projection> projection, List<Long> steps) {
    if (output.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("steps", steps);
      document.put("meanR2", boxed(table.meanR2()));
      document.put("meanQ2", boxed(table.meanQ2()));
      document.put("meanR2Step", boxed(table.meanR2Step()));
      document.put("modules", table.modules().stream().map(Line::of).toList());
      projection.ifPresent(found -> document.put("projection", found));
      output.printJson(document);
    } else {
      print(table, projection, steps);
    }
    table.cautions().forEach(run::warn);
  }

  private void print(LinearityTable table, Optional<Projection> projection, List<Long> steps) {
    Table rows = new Table("module", "R² of u₁", "Q² of u₁", "R² of the step");
    table
        .modules()
        .forEach(module -> row(rows, module.name(), module.r2(), module.q2(), module.r2Step()));
    row(rows, "mean", table.meanR2(), table.meanQ2(), table.meanR2Step());
    output
        .out()
        .printf(
            "Score on u₁, %d checkpoints (steps %d to %d)%n",
            steps.size(), steps.getFirst(), steps.getLast());
    output.print(rows);
    output.out().printf("%nR² of u₁ by layer and kind%n");
    output.print(HeatmapTable.of(table.heatmap()));
    projection.ifPresent(this::print);
  }

  private void print(Projection projection) {
    output.out().printf("%nTrajectory of %s in the plane%n", projection.module());
    Table points = new Table("step", "PC 1", "PC 2", "t-SNE 1", "t-SNE 2");
    for (int i = 0; i < projection.steps().size(); i++) {
      points.row(
          projection.steps().get(i),
          Table.significant(projection.pca()[i][0]),
          Table.significant(projection.pca()[i].length > 1 ? projection.pca()[i][1] : 0),
          Table.significant(projection.tsne()[i][0]),
          Table.significant(projection.tsne()[i].length > 1 ? projection.tsne()[i][1] : 0));
    }
    output.print(points);
  }

  private static void row(
      Table rows, String name, OptionalDouble r2, OptionalDouble q2, OptionalDouble step) {
    rows.row(
        name,
        Table.number(r2.orElse(Double.NaN), 3),
        Table.number(q2.orElse(Double.NaN), 3),
        Table.number(step.orElse(Double.NaN), 3));
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
