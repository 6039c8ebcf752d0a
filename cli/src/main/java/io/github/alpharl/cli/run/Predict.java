package io.github.alpharl.cli.run;

import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.option.ClockOption;
import io.github.alpharl.cli.option.OutputModel;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.SearchOptions;
import io.github.alpharl.cli.option.ShardOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.AlphaRl;
import io.github.alpharl.forecast.Composition;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.Variant;
import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.race.Asking;
import io.github.alpharl.run.Window;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.study.LateScores;
import io.github.alpharl.study.ModelOutput;
import io.github.alpharl.study.NearestForecast;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.Prediction;
import io.github.alpharl.study.RestFrom;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StepCounting;
import io.github.alpharl.study.search.Search;
import io.github.alpharl.study.search.SearchPlan;
import io.github.alpharl.view.PredictionView;
import io.github.alpharl.view.RaceView;
import io.github.alpharl.view.WrittenView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "  alpharl predict RUN --window 40%% --search chained-arithmetic --out predicted",
      "  alpharl predict RUN --out predicted"
    })
public final class Predict implements Callable<Integer> {

  private static final int LEAST = 2;

  /** More than any search has. */
  private static final int MOST_ROUNDS = 32;

  /** What a command of the user's judges, where it was not named. */
  private static final String JUDGED = "validation";

  @Mixin private RunOptions run;
  @Mixin private ScoreOptions scores;
  @Mixin private ClockOption clock;
  @Mixin private OutputModel model;
  @Mixin private SearchOptions search;
  @Mixin private ShardOptions shards;
  @Mixin private TableOutput output;

  @Option(
      names = "--window",
      paramLabel = "P%|A..B",
      description =
          "Observed steps: up to P %% of the largest or planned one, or from A to B (default: all).")
  private String window = "100%";

  @ArgGroup(exclusive = true)
  private TargetOptions target;

  @Option(
      names = "--forecaster",
      paramLabel = "NAME",
      description =
          "One of "
              + AllForecasters.FORMS
              + " (default: alpharl at a target that was named; without one, that which a backtest"
              + " on the window finds nearest, hold among them).")
  private String forecaster;

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

  @Override
  public Integer call() {
    shards.check();
    if (shards.given() && !search.byCommand() && (target == null || !target.searches())) {
      throw UsageException.of("--shard, --merge and --spark are of --search");
    }
    try (RunStudy study = run.open()) {
      int code = call(study);
      run.keepBase(study);
      scores.keep(study);
      return code;
    }
  }

  private int call(RunStudy study) {
    study.tellNotes();
    model.output().requireUsable(study.run());
    if (cut != null && !model.adapter()) {
      throw UsageException.of("--rank and --energy cut an adapter; add --adapter");
    }
    StepCounting counting = clock.counting(study, scores.known(study));
    List<Long> steps = counting.select(Window.parse(window), study.run().steps().keySet());
    LateScores series = scores.late(study);
    if (target == null && !search.byCommand()) {
      predictNearest(study, counting, steps, series);
    } else if (target == null || target.searches()) {
      return search(study, steps, series);
    } else {
      forecaster = forecaster == null ? "alpharl" : forecaster;
      predict(new NearestForecast(study, counting, steps, series), target.target(), true);
    }
    return 0;
  }

  /** Without a target: to the end, by the forecaster that a backtest finds nearest. */
  private void predictNearest(
      RunStudy study, StepCounting counting, List<Long> window, LateScores series) {
    boolean scored = scores.source(study).isPresent();
    List<Long> steps = scored ? ScoreOptions.scored(study, series.get(), window, LEAST) : window;
    NearestForecast nearest = new NearestForecast(study, counting, steps, series);
    NearestForecast.Aim aim = nearest.aim();
    run.warn("no target was named: step %d, %s".formatted(aim.step(), aim.why()));
    boolean named = forecaster != null || composition != null || fitBase;
    if (forecaster == null) {
      forecaster = "alpharl";
    }
    if (!named && model.adapter() && cut == null) {
      run.warn("alpharl chosen: no other forecast is of low rank, as an adapter must be");
    } else if (!named) {
      NearestForecast.Choice choice =
          nearest.choose(AllForecasters.ALL, NearestForecast.CANDIDATES, scored);
      run.warn(choice.why());
      forecaster = choice.name();
    }
    predict(nearest, new Target.ByStep(aim.step()), named);
  }

  private void predict(NearestForecast from, Target aim, boolean named) {
    Forecaster chosen = forecaster(from.series());
    List<Long> steps = from.steps();
    if (chosen.needs().scores()) {
      steps = ScoreOptions.scored(from.study(), from.series().get(), steps, LEAST);
    }
    StepClock counted =
        aim instanceof Target.ByStep(long step) && !chosen.needs().scores()
            ? from.counting().clock(steps, step)
            : StepClock.STEPS;
    Goal goal = aim.resolve(chosen, from.series(), steps);
    try (ObservedWindow observed =
        from.study().window(steps, from.series(), chosen.needs(), counted)) {
      Prediction prediction = observed.prediction(chosen, goal);
      if (named) {
        from.with(steps).holding(forecaster, chosen, aim).ifPresent(run::warn);
      }
      output.show(new PredictionView(forecaster, prediction, written(prediction, rest)));
    }
  }

  private Map<String, Object> written(Prediction prediction, RestFrom from) {
    prediction.cautions().forEach(run::warn);
    return WrittenView.of(
        output(
            prediction.observed().study(),
            prediction.model(from),
            PredictionView.what(forecaster, prediction, composition)));
  }

  private ModelOutput.Written output(RunStudy study, ModelComposer composer, String what) {
    return (cut == null ? model.output() : model.output().cutTo(cut.truncation()))
        .write(study, composer, what);
  }

  /** {@code plan} without adjustments where the adapter that is wanted could not carry them. */
  private SearchPlan carried(RunStudy study, SearchPlan plan) {
    boolean whole = !StepCheckpoint.isAdapter(study.run().steps().lastEntry().getValue());
    if (!model.adapter() || cut != null || !whole || plan.refinement().spreads().isEmpty()) {
      return plan;
    }
    run.warn(
        "forecasts are tried as they are: an adjusted one is not of low rank, as an adapter must"
            + " be; with --rank R it is cut to one");
    return plan.unrefined();
  }

  private int search(RunStudy study, List<Long> window, LateScores series) {
    if (composition != null || fitBase) {
      throw UsageException.of("--search takes the composition from --candidates, as alpharl:full");
    }
    SearchPlan plan = carried(study, search.plan(target == null ? JUDGED : target.task()));
    List<Long> steps = window;
    if (plan.needs().scores()) {
      steps = ScoreOptions.scored(study, series.get(), steps, LEAST);
    }
    try (ObservedWindow observed = study.window(steps, series, plan.needs())) {
      Search searched = new Search(plan, observed, series);
      Asking asking = shards.asking();
      Optional<Search.Found> found = searched.attempt(asking);
      for (int round = 0; found.isEmpty() && shards.onSpark() && round < MOST_ROUNDS; round++) {
        int code = shards.work(!search.byCommand(), List.of(), run::warn);
        if (code != 0) {
          return code;
        }
        found = searched.attempt(asking);
      }
      if (asking instanceof Asking.Own || found.isEmpty()) {
        shards.requireRound(found.isPresent(), run::warn);
        return 0;
      }
      written(searched, found.get());
      return 0;
    }
  }

  private void written(Search search, Search.Found found) {
    found.notes().forEach(run::warn);
    forecaster = found.chosen().forecaster();
    Prediction prediction = search.prediction(found.chosen());
    RestFrom from = forecaster.equals("hold") ? RestFrom.LAST : rest;
    Map<String, Object> written = written(prediction, from);
    RaceView race = new RaceView(found.race(), found.leader().adjustments());
    written.put("search", race.document());
    if (!output.json()) {
      race.print(output.out());
    }
    output.show(new PredictionView(forecaster, prediction, written));
  }

  private Forecaster forecaster(LateScores series) {
    Forecaster parsed = AllForecasters.ALL.named(forecaster);
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
}
