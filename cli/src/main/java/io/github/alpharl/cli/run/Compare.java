package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.ClockOption;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.ShardOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.option.ValidationTask;
import io.github.alpharl.cli.option.WindowOption;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.study.Accuracies;
import io.github.alpharl.study.Backtest;
import io.github.alpharl.study.LateScores;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StepCounting;
import io.github.alpharl.study.TriedForecasts;
import io.github.alpharl.view.ComparisonView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl compare}: forecasters side by side on what is already known. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Backtests forecasters: fits each to the first part of an observed window, predicts the"
            + " window's last checkpoint, and shows how far each is off. Killed at any moment, the"
            + " same command goes on and ends with the same result.",
    footer = {
      "",
      "Examples:",
      "  alpharl compare RUN --scores scores.csv --window 40%%",
      "  alpharl compare RUN --window 40%% --forecasters hold,velocity:lag=1,relex --json",
      "  alpharl compare RUN --window 40%% --evaluate chained-arithmetic --problems 512"
    })
public final class Compare implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private WindowOption window;
  @Mixin private ScoreOptions scores;
  @Mixin private ClockOption clock;
  @Mixin private ValidationTask validation;
  @Mixin private ShardOptions shards;
  @Mixin private TableOutput output;

  @Option(
      names = "--forecasters",
      paramLabel = "NAME",
      split = ",",
      description = "Some of " + AllForecasters.FORMS + ".")
  private List<String> forecasters = Forecasters.STANDARD;

  @Option(
      names = "--fit",
      paramLabel = "P",
      description = "Per cent of the window's checkpoints that are fitted (default: 50).")
  private double fit = Backtest.FIT;

  @Option(
      names = "--target",
      paramLabel = "step|accuracy",
      description =
          "What alpharl is told of the window's end: its step, or its accuracy (default: step).")
  private Backtest.TargetKind target = Backtest.TargetKind.STEP;

  @Option(
      names = "--evaluate",
      paramLabel = "TASK",
      description =
          "Also try the predicted models on validation problems of this task of the lab, and choose"
              + " by their accuracy.")
  private String task;

  @Option(
      names = "--problems",
      defaultValue = "512",
      paramLabel = "N",
      description = "Validation problems for each model (default: ${DEFAULT-VALUE}).")
  private int problems;

  @Override
  public Integer call() {
    shards.check();
    int code = shards.work(task != null && !validation.byCommand(), List.of(), run::warn);
    if (code != 0) {
      return code;
    }
    try (RunStudy study = run.open()) {
      call(study);
      run.keepBase(study);
      scores.keep(study);
      return 0;
    }
  }

  private void call(RunStudy study) {
    study.tellNotes();
    LateScores series = scores.late(study);
    StepCounting counting = clock.counting(study, scores.known(study));
    Map<String, Forecaster> chosen = AllForecasters.ALL.named(forecasters);
    List<Long> steps = scored(study, chosen, window.select(study.run(), counting), series);
    List<Long> seen = Backtest.fitted(steps, fit);
    StepClock counted = counting.clock(seen, steps.getLast());
    try (ObservedWindow observed = study.window(steps, series, Backtest.needs(chosen), counted)) {
      Backtest backtest = new Backtest(observed, seen, target, series);
      Optional<Accuracies> measured =
          Optional.ofNullable(task)
              .map(name -> new TriedForecasts(observed, backtest, validation.on(name), problems));
      if (shards.given() && !goesOn(backtest.share(chosen, measured, shards.asking()))) {
        return;
      }
      output.show(new ComparisonView(backtest.run(chosen, measured)));
    }
  }

  /** Whether the comparison is to be shown, of which so many results are {@code missing}. */
  private boolean goesOn(int missing) {
    if (shards.merges() && missing > 0) {
      throw UsageException.of(
          "%d results of this comparison are missing; run the shards that are not done, with the"
              + " same options, then merge",
          missing);
    }
    if (!shards.merges()) {
      run.warn(missing + " results of this comparison are left to other shards");
    }
    return shards.merges();
  }

  /** Without the steps that have no score, where a forecaster needs them and there are some. */
  private List<Long> scored(
      RunStudy study, Map<String, Forecaster> chosen, List<Long> steps, LateScores series) {
    boolean needed = Backtest.needs(chosen).scores() && scores.source(study).isPresent();
    return needed ? ScoreOptions.scored(study, series.get(), steps, 0) : steps;
  }
}
