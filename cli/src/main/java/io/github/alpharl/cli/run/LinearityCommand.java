package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FigureOption;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.failure.Meant;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.report.LinearityFigure;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.LinearityView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl linearity}: how straight the top directions move with the score (Property 2). */
@Command(
    name = "linearity",
    mixinStandardHelpOptions = true,
    description =
        "Tells how well the score follows u₁ of every module: fits it on the top left singular vector"
            + " (one-component PLS) and shows R², the leave-one-out Q² and R² against the step number.",
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
          "Also give the trajectory of MODULE in the plane: PCA and t-SNE, as a table and in the"
              + " figure.")
  private String project;

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
      output.show(new LinearityView(table, projection, steps));
      table.cautions().forEach(run::warn);
      figure.write(() -> LinearityFigure.of(table, series, steps, projection).drawing());
    }
    return 0;
  }

  private static Projection project(
      RunFactors factors, String module, List<Long> steps, double[] y) {
    if (!factors.modules().contains(module)) {
      throw UsageException.of(
          "--project: there is no module '%s'%s; the first are %s",
          module,
          Meant.hint(module, factors.modules()),
          String.join(", ", factors.modules().stream().limit(3).toList()));
    }
    return Projection.of(factors.trajectory(module, steps), y);
  }
}
