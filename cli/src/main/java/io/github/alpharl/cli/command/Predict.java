package io.github.alpharl.cli.command;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.AlphaRl;
import io.github.alpharl.forecast.Composition;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.ModuleForecast;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.forecast.Variant;
import io.github.alpharl.forecast.curve.CurveChoice;
import io.github.alpharl.race.Race;
import io.github.alpharl.report.Table;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.LateScores;
import io.github.alpharl.study.ModelOutput;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.study.RestFrom;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.Search;
import io.github.alpharl.study.SearchPlan;
import io.github.alpharl.study.Truncation;
import io.github.alpharl.update.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl predict}: the final model from an early window. */
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
      "  alpharl predict RUN --scores scores.csv --window 1..200 --target-step 500 --adapter --out lora",
      "  alpharl predict RUN --window 1..200 --target-step 500 --forecaster relex --out predicted",
      "  alpharl predict RUN --window 40%% --target-step 500 --forecaster velocity --adapter --rank 8"
          + " --out lora8",
      "  alpharl predict RUN --window 40%% --search chained-arithmetic --out predicted"
    })
public final class Predict implements Callable<Integer> {

  private static final int LEAST = 2;

  @Mixin private RunOptions run;
  @Mixin private WindowOption window;
  @Mixin private ScoreOptions scores;
  @Mixin private OutputModel model;
  @Mixin private SearchOptions search;
  @Mixin private Output output;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TargetOptions target;

  @Option(
      names = "--forecaster",
      paramLabel = "NAME",
      description = "One of " + KnownForecasters.FORMS + " (default: ${DEFAULT-VALUE}).")
  private String forecaster = "alpharl";

  @Option(
      names = "--compose",
      paramLabel = "rank1|full",
      description =
          "rank1: base + x̂vᵀ, the paper's; full: keeps the other directions of the last observed"
              + " update (default: rank1). Of alpharl only.")
  private Composition composition;

  @Option(
      names = "--rest",
      paramLabel = "base|last|linear",
      description = "Norms, biases, embeddings (default: last observed step).")
  private RestFrom rest = RestFrom.LAST;

  @Option(
      names = "--fit-base",
      description =
          "Let the base join the fit as the point (0, its accuracy); off in the paper. Of alpharl"
              + " only.")
  private boolean fitBase;

  @ArgGroup(exclusive = true)
  private AdapterCut cut;

  /** How much of the update an adapter carries. */
  static final class AdapterCut {
    @Option(
        names = "--rank",
        paramLabel = "R",
        description =
            "With --adapter: cut the update of every matrix to its first R singular directions, so"
                + " that an adapter carries any forecast.")
    private Integer rank;

    @Option(
        names = "--energy",
        paramLabel = "P%",
        description = "With --adapter: cut it to as many directions as hold P %% of ‖ΔW‖².")
    private String energy;

    Truncation truncation() {
      return rank != null ? new Truncation.ToRank(rank) : EnergyShare.parse(energy);
    }
  }

  /** The ways to name a target. */
  static final class TargetOptions {
    @Option(names = "--target-accuracy", paramLabel = "Y", description = "Accuracy in (0, 1].")
    private Double accuracy;

    @Option(
        names = "--target-step",
        paramLabel = "N",
        description = "A later step; its accuracy is read off a saturating curve.")
    private Long step;

    @Option(
        names = "--search",
        paramLabel = "TASK",
        description =
            "The best of several forecasts at several distances on validation problems of this"
                + " task of the lab; never worse than the last observed checkpoint but for --error.")
    private String task;

    Target target() {
      return accuracy != null ? new Target.ByAccuracy(accuracy) : new Target.ByStep(step);
    }
  }

  /** One module of the JSON document; undefined figures are null. */
  private record Line(
      String name,
      Double r2,
      Double q2,
      Double slope,
      Double zStar,
      Double extrapolation,
      Double norm,
      double[] head,
      double[] weights) {

    static Line of(UpdateForecast forecast) {
      double[] weights = forecast.update().weights();
      if (forecast.fit().isEmpty()) {
        return new Line(forecast.module(), null, null, null, null, null, null, null, weights);
      }
      ModuleForecast fit = forecast.fit().get();
      return new Line(
          forecast.module(),
          boxed(fit.diagnostics().r2()),
          boxed(fit.diagnostics().q2()),
          fit.diagnostics().slope(),
          fit.diagnostics().zStar(),
          fit.diagnostics().extrapolation(),
          fit.norm(),
          fit.head(),
          weights);
    }

    private static Double boxed(OptionalDouble value) {
      return value.isPresent() ? value.getAsDouble() : null;
    }
  }

  @Override
  public Integer call() {
    RunStudy study = run.open();
    study.tellNotes();
    model.output().requireUsable(study.run());
    if (cut != null && !model.adapter()) {
      throw UsageException.of("--rank and --energy cut an adapter; add --adapter");
    }
    List<Long> steps = window.select(study.run());
    LateScores series = scores.late(study);
    if (target.task == null) {
      predict(study, steps, series);
    } else {
      search(study, steps, series);
    }
    return 0;
  }

  private void predict(RunStudy study, List<Long> window, LateScores series) {
    Forecaster chosen = forecaster(series);
    List<Long> steps = window;
    if (chosen.needs().scores()) {
      steps = ScoreOptions.scored(study, series.get(), steps, LEAST);
    }
    Goal goal = target.target().resolve(chosen, series, steps);
    try (ObservedWindow observed = study.window(steps, series, chosen.needs())) {
      Prediction prediction = observed.prediction(chosen, goal);
      show(prediction, written(prediction, rest));
    }
  }

  private Map<String, Object> written(Prediction prediction, RestFrom from) {
    prediction.cautions().forEach(run::warn);
    return OutputModel.document(
        output(prediction.observed().study(), prediction.model(from), what(prediction)));
  }

  private ModelOutput.Written output(RunStudy study, ModelComposer composer, String what) {
    return (cut == null ? model.output() : model.output().cutTo(cut.truncation()))
        .write(study, composer, what);
  }

  private void search(RunStudy study, List<Long> window, LateScores series) {
    if (composition != null || fitBase) {
      throw UsageException.of("--search takes the composition from --candidates, as alpharl:full");
    }
    SearchPlan plan = search.plan(target.task);
    List<Long> steps = window;
    if (plan.needs().scores()) {
      steps = ScoreOptions.scored(study, series.get(), steps, LEAST);
    }
    try (ObservedWindow observed = study.window(steps, series, plan.needs())) {
      Search.Found found = new Search(plan, observed, series).run();
      found.notes().forEach(run::warn);
      forecaster = found.chosen().forecaster();
      Prediction prediction =
          observed.prediction(KnownForecasters.parse(forecaster), found.chosen().goal());
      RestFrom from = forecaster.equals("hold") ? RestFrom.LAST : rest;
      Map<String, Object> written = written(prediction, from);
      written.put("search", document(found.race()));
      if (!output.json()) {
        print(found);
      }
      show(prediction, written);
    }
  }

  private static Map<String, Object> document(Race.Result race) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("leader", race.leader());
    document.put("accepted", race.accepted());
    document.put("leaderRight", race.leaderRight());
    document.put("lastRight", race.incumbentRight());
    document.put("wins", race.test().wins());
    document.put("losses", race.test().losses());
    document.put("chance", race.test().chance());
    document.put("standings", race.standings());
    return document;
  }

  private void print(Search.Found found) {
    Table table = new Table("candidate", "problems", "right");
    found.race().standings().stream()
        .limit(10)
        .forEach(s -> table.row(s.name(), s.problems(), Table.percent(s.accuracy())));
    table.print(output.out());
    output
        .out()
        .printf(
            Locale.ROOT,
            "%s against the last checkpoint: %d to %d right, %d wins, %d losses, by chance %.2g: %s%n",
            found.race().leader(),
            found.race().leaderRight(),
            found.race().incumbentRight(),
            found.race().test().wins(),
            found.race().test().losses(),
            found.race().test().chance(),
            found.race().accepted() ? "taken" : "not proven better, so the last checkpoint stays");
  }

  private Forecaster forecaster(LateScores series) {
    Forecaster parsed = KnownForecasters.parse(forecaster);
    if (composition == null && !fitBase) {
      return parsed;
    }
    if (!(parsed instanceof AlphaRl(Variant variant))) {
      throw UsageException.of(
          "--compose and --fit-base belong to the forecaster alpharl, not to '%s'", forecaster);
    }
    Variant composed = composition == null ? variant : variant.with(composition);
    return new AlphaRl(fitBase ? composed.withBase(baseScore(series.get())) : composed);
  }

  private static double baseScore(ScoreSeries series) {
    return series
        .at(0)
        .orElseThrow(() -> UsageException.of("--fit-base needs the accuracy of step 0"))
        .accuracy();
  }

  private String what(Prediction prediction) {
    Goal goal = prediction.goal();
    return "Predicted by alpharl (forecaster "
        + forecaster
        + (composition == null
            ? ""
            : ", composition " + composition.name().toLowerCase(Locale.ROOT))
        + ") from steps "
        + prediction.steps().getFirst()
        + " to "
        + prediction.steps().getLast()
        + (Double.isNaN(goal.score())
            ? " for the step " + goal.step().orElseThrow()
            : " for the accuracy " + goal.score())
        + ".";
  }

  private void show(Prediction prediction, Map<String, Object> written) {
    Goal goal = prediction.goal();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("window", prediction.steps());
    document.put("forecaster", forecaster);
    document.put("targetAccuracy", Double.isNaN(goal.score()) ? null : goal.score());
    goal.step().ifPresent(step -> document.put("targetStep", step));
    goal.curve().ifPresent(curve -> document.put("curve", curve(curve)));
    document.put("cautions", prediction.cautions());
    document.put("modules", prediction.forecasts().stream().map(Line::of).toList());
    document.putAll(written);
    if (!output.json()) {
      print(prediction.steps(), goal, prediction.forecasts());
    }
    output.written(document);
  }

  private static Map<String, Object> curve(CurveChoice choice) {
    Map<String, Object> curve = new LinkedHashMap<>();
    curve.put("name", choice.curve().name().toLowerCase(Locale.ROOT));
    curve.put("parameters", choice.parameters());
    curve.put("value", choice.value());
    curve.put("low", choice.low());
    curve.put("high", choice.high());
    curve.put("futureError", choice.futureError());
    return curve;
  }

  private void print(List<Long> steps, Goal goal, List<UpdateForecast> forecasts) {
    String aim =
        Double.isNaN(goal.score())
            ? "step " + goal.step().orElseThrow()
            : "accuracy " + Table.number(goal.score(), 4);
    output
        .out()
        .printf(
            "Window: %d checkpoints, steps %d to %d; forecaster %s; target %s%n",
            steps.size(), steps.getFirst(), steps.getLast(), forecaster, aim);
    List<ModuleForecast> fits = forecasts.stream().flatMap(f -> f.fit().stream()).toList();
    if (fits.isEmpty()) {
      mixtures(steps, forecasts).print(output.out());
    } else {
      fits(fits).print(output.out());
    }
  }

  private static Table fits(List<ModuleForecast> fits) {
    Table table = new Table("module", "R²", "Q²", "‖ΔW‖ last", "‖ΔW‖ predicted", "beyond");
    for (ModuleForecast forecast : fits) {
      table.row(
          forecast.module(),
          Table.number(forecast.diagnostics().r2().orElse(Double.NaN), 3),
          Table.number(forecast.diagnostics().q2().orElse(Double.NaN), 3),
          Table.significant(forecast.last().norm()),
          Table.significant(forecast.norm()),
          Table.number(forecast.diagnostics().extrapolation(), 2));
    }
    return table;
  }

  private static Table mixtures(List<Long> steps, List<UpdateForecast> forecasts) {
    Table table = new Table("module", "predicted update");
    forecasts.forEach(forecast -> table.row(forecast.module(), terms(steps, forecast.update())));
    return table;
  }

  /** Such as {@code 2.5·ΔW(40) − 1.5·ΔW(36)}, the last steps first, four at most. */
  private static String terms(List<Long> steps, Update update) {
    List<String> terms = new ArrayList<>();
    for (int t = steps.size() - 1; t >= 0; t--) {
      double weight = update.weights()[t];
      if (weight != 0) {
        terms.add(Table.number(weight, 3) + "·ΔW(" + steps.get(t) + ")");
      }
    }
    String more = terms.size() > 4 ? " + …" : "";
    String products = update.isMixture() ? "" : " + rank " + update.left().length;
    return String.join(" + ", terms.stream().limit(4).toList()) + more + products;
  }
}
