package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.Run;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.report.Table;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.ModuleChange;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.AlphaRl;
import io.github.alpharl.forecast.Caution;
import io.github.alpharl.forecast.Composition;
import io.github.alpharl.forecast.CurveChoice;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.ModuleForecast;
import io.github.alpharl.forecast.ModuleWindow;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.Window;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.trajectory.Parallel;
import io.github.alpharl.trajectory.RunFactors;
import io.github.alpharl.trajectory.ScoreSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl predict}: the final model from an early window (AlphaRL). */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description =
        "Predicts the model of a higher accuracy or a later step from the checkpoints of an early"
            + " window, and writes it.",
    footer = {
      "",
      "Examples:",
      "  alpharl predict RUN --scores scores.csv --window 40%% --target-accuracy 0.62 --out predicted",
      "  alpharl predict RUN --scores scores.csv --window 1..200 --target-step 500 --adapter --out lora"
    })
public final class Predict implements Callable<Integer> {

  /** Where everything that is no module comes from. */
  enum RestFrom {
    /** The base. */
    BASE,
    /** The last observed step. */
    LAST,
    /** The straight line through the first and the last observed step, up to the target. */
    LINEAR
  }

  @Mixin private RunOptions run;
  @Mixin private ScoreOptions scores;
  @Mixin private OutputModel model;
  @Mixin private Output output;

  @Option(
      names = "--window",
      paramLabel = "P%|A..B",
      required = true,
      description = "Observed steps: up to P %% of the largest, or from A to B.")
  private String window;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TargetOptions target;

  @Option(
      names = "--compose",
      paramLabel = "rank1|full",
      description =
          "rank1: base + x̂vᵀ, the paper's; full: keeps the other directions of the last observed"
              + " update (default: rank1).")
  private Composition composition = Composition.RANK1;

  @Option(
      names = "--rest",
      paramLabel = "base|last|linear",
      description = "Norms, biases, embeddings (default: last observed step).")
  private RestFrom rest = RestFrom.LAST;

  @Option(
      names = "--fit-base",
      description = "Let the base join the fit as the point (0, its accuracy); off in the paper.")
  private boolean fitBase;

  /** The two ways to name a target. */
  static final class TargetOptions {
    @Option(names = "--target-accuracy", paramLabel = "Y", description = "Accuracy in (0, 1].")
    private Double accuracy;

    @Option(
        names = "--target-step",
        paramLabel = "N",
        description = "A later step; its accuracy is read off a saturating curve.")
    private Long step;

    Target target() {
      return accuracy != null ? new Target.ByAccuracy(accuracy) : new Target.ByStep(step);
    }
  }

  /** One module of the JSON document; undefined figures are null. */
  private record Line(
      String name,
      Double r2,
      Double q2,
      double slope,
      double zStar,
      double extrapolation,
      double norm,
      double[] head) {

    static Line of(ModuleForecast forecast) {
      return new Line(
          forecast.module(),
          boxed(forecast.diagnostics().r2()),
          boxed(forecast.diagnostics().q2()),
          forecast.diagnostics().slope(),
          forecast.diagnostics().zStar(),
          forecast.diagnostics().extrapolation(),
          forecast.norm(),
          forecast.head());
    }

    private static Double boxed(OptionalDouble value) {
      return value.isPresent() ? value.getAsDouble() : null;
    }
  }

  @Override
  public Integer call() {
    Run opened = run.open();
    opened.notes().forEach(run::warn);
    model.requireUsable(opened);
    ScoreSeries series = scores.read(run.path());
    List<Long> steps = Window.parse(window).select(opened.steps().keySet());
    Goal goal = target.target().resolve(series, steps);
    run.update(opened, new Rank.Count(1), steps);
    try (RunFactors factors = new RunFactors(run.store(), steps)) {
      double[] y = series.accuracies(steps);
      // One module at a time: the trajectories of a large model do not fit into memory together.
      Function<String, ModuleWindow> windows =
          module -> new ModuleWindow(factors.trajectory(module, steps), y);
      Forecaster forecaster = forecaster(series);
      List<ModuleForecast> forecasts =
          Parallel.map(
              run.threads(),
              factors.modules(),
              module -> forecaster.forecast(windows.apply(module), goal));
      ModuleWindow any = windows.apply(factors.modules().getFirst());
      List<String> cautions = Caution.about(forecasts, any, goal);
      cautions.forEach(run::warn);
      Map<String, Object> written = write(opened, steps, series, goal, forecasts);
      show(steps, goal, forecasts, cautions, written);
    }
    return 0;
  }

  private Forecaster forecaster(ScoreSeries series) {
    if (!fitBase) {
      return new AlphaRl();
    }
    double base =
        series
            .at(0)
            .orElseThrow(() -> UsageException.of("--fit-base needs the accuracy of step 0"))
            .accuracy();
    return new AlphaRl(OptionalDouble.of(base));
  }

  private Map<String, Object> write(
      Run opened, List<Long> steps, ScoreSeries series, Goal goal, List<ModuleForecast> forecasts) {
    try (HfCheckpoint base = run.openBase(opened);
        StepCheckpoint first = run.openStep(opened, steps.getFirst());
        StepCheckpoint last = run.openStep(opened, steps.getLast())) {
      Optional<HfCheckpoint> full =
          last instanceof HfCheckpoint found ? Optional.of(found) : Optional.empty();
      List<ModuleChange> changes = changes(base, last, forecasts);
      Rest from = rest(first, last, factor(steps, series, goal));
      String what =
          "Predicted by alpharl (AlphaRL, composition "
              + composition.name().toLowerCase(java.util.Locale.ROOT)
              + ") from steps "
              + steps.getFirst()
              + " to "
              + steps.getLast()
              + " for the accuracy "
              + goal.score()
              + ".";
      return model.write(new ModelComposer(base, full, changes, from), what);
    }
  }

  private List<ModuleChange> changes(
      HfCheckpoint base, StepCheckpoint last, List<ModuleForecast> forecasts) {
    if (composition == Composition.FULL && last instanceof LoraAdapter) {
      throw UsageException.of(
          "%s: is a LoRA adapter, for which only --compose rank1 is built", last.directory());
    }
    Map<String, ModuleId> ids =
        ModulePatterns.standard().modules(base).stream()
            .collect(Collectors.toMap(ModuleId::name, Function.identity()));
    ModuleChange.Origin origin =
        composition.origin() == Composition.Origin.BASE
            ? ModuleChange.Origin.BASE
            : ModuleChange.Origin.STEP;
    List<ModuleChange> changes = new ArrayList<>();
    for (ModuleForecast forecast : forecasts) {
      changes.add(
          new ModuleChange(
              ids.get(forecast.module()),
              origin,
              new double[][] {composition.left(forecast)},
              new float[][] {forecast.v()}));
    }
    return changes;
  }

  private Rest rest(StepCheckpoint first, StepCheckpoint last, double factor) {
    if (rest == RestFrom.BASE || !(last instanceof HfCheckpoint to)) {
      return new Rest.Base();
    }
    return rest == RestFrom.LINEAR && first instanceof HfCheckpoint from
        ? new Rest.Linear(from, to, factor)
        : new Rest.Step(to);
  }

  /** How far beyond the first observed step the target lies, the last one being at 1. */
  private double factor(List<Long> steps, ScoreSeries series, Goal goal) {
    if (goal.step().isPresent()) {
      double first = steps.getFirst();
      return (goal.step().getAsLong() - first) / (steps.getLast() - first);
    }
    double[] y = series.accuracies(steps);
    double gained = y[y.length - 1] - y[0];
    if (rest == RestFrom.LINEAR && gained == 0) {
      throw UsageException.of(
          "--rest linear needs a window whose first and last accuracy differ; use --rest last");
    }
    return (goal.score() - y[0]) / gained;
  }

  private void show(
      List<Long> steps,
      Goal goal,
      List<ModuleForecast> forecasts,
      List<String> cautions,
      Map<String, Object> written) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("window", steps);
    document.put("targetAccuracy", goal.score());
    goal.step().ifPresent(step -> document.put("targetStep", step));
    goal.curve().ifPresent(curve -> document.put("curve", curve(curve)));
    document.put("cautions", cautions);
    document.put("modules", forecasts.stream().map(Line::of).toList());
    document.putAll(written);
    if (!output.json()) {
      print(steps, goal, forecasts);
    }
    output.written(document);
  }

  private static Map<String, Object> curve(CurveChoice choice) {
    Map<String, Object> curve = new LinkedHashMap<>();
    curve.put("name", choice.curve().name().toLowerCase(java.util.Locale.ROOT));
    curve.put("parameters", choice.parameters());
    curve.put("value", choice.value());
    curve.put("low", choice.low());
    curve.put("high", choice.high());
    curve.put("futureError", choice.futureError());
    return curve;
  }

  private void print(List<Long> steps, Goal goal, List<ModuleForecast> forecasts) {
    output
        .out()
        .printf(
            "Window: %d checkpoints, steps %d to %d; target accuracy %s%n",
            steps.size(), steps.getFirst(), steps.getLast(), Table.number(goal.score(), 4));
    Table table = new Table("module", "R²", "Q²", "‖ΔW‖ last", "‖ΔW‖ predicted", "beyond");
    for (ModuleForecast forecast : forecasts) {
      table.row(
          forecast.module(),
          Table.number(forecast.diagnostics().r2().orElse(Double.NaN), 3),
          Table.number(forecast.diagnostics().q2().orElse(Double.NaN), 3),
          Table.significant(forecast.last().norm()),
          Table.significant(forecast.norm()),
          Table.number(forecast.diagnostics().extrapolation(), 2));
    }
    table.print(output.out());
  }
}
