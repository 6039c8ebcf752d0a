package io.github.alpharl.cli.command;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.eval.figures.Estimate;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
  @Mixin private ValidationTask validation;
  @Mixin private Output output;

  @Option(
      names = "--forecasters",
      paramLabel = "NAME",
      split = ",",
      description = "Some of " + KnownForecasters.FORMS + ".")
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
    Run opened = run.open();
    opened.notes().forEach(run::warn);
    List<Long> steps = window.select(opened);
    List<Long> seen = Backtest.fitted(steps, fit);
    ScoreOptions.Late series = scores.late(run.path());
    Map<String, Forecaster> chosen = Backtest.parse(forecasters);
    try (ObservedWindow observed =
        new ObservedWindow(run, opened, steps, series, Backtest.needs(chosen))) {
      Backtest backtest = new Backtest(run, observed, seen, target, series);
      Accuracies measured = task == null ? null : new Accuracies(observed, backtest);
      Comparison found = backtest.run(chosen, Optional.ofNullable(measured));
      if (output.json()) {
        output.printJson(found.document());
      } else {
        found.print(output.out());
      }
    }
    return 0;
  }

  /** The accuracy of predicted models on validation problems, kept once measured. */
  private final class Accuracies implements Backtest.Accuracies {

    private final ObservedWindow observed;
    private final Backtest backtest;

    Accuracies(ObservedWindow observed, Backtest backtest) {
      this.observed = observed;
      this.backtest = backtest;
    }

    @Override
    public Estimate of(Backtest.Attempt attempt) {
      return accuracy(
          attempt.name() + "\n" + backtest.known(),
          () -> observed.compose(attempt.forecasts(), backtest.seen(), RestFrom.LAST, 1));
    }

    @Override
    public Estimate ofTheEnd() {
      List<Long> all = observed.steps();
      List<UpdateForecast> held =
          observed.predict(KnownForecasters.parse("hold"), all, Goal.ofStep(backtest.end()));
      return accuracy("actual", () -> observed.compose(held, all, RestFrom.LAST, 1));
    }

    private Estimate accuracy(String model, Supplier<ModelComposer> composer) {
      String key =
          String.join(
              "\n",
              "answers",
              backtest.identity(),
              backtest.seen().toString(),
              model,
              task,
              validation.settings(),
              Integer.toString(problems));
      boolean[] answers =
          backtest
              .kept()
              .get(
                  key,
                  boolean[].class,
                  () ->
                      validation.answers(
                          composer.get(),
                          run.store().directory().resolve("models"),
                          task,
                          0,
                          problems));
      double[] shares = new double[answers.length];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = answers[i] ? 1 : 0;
      }
      return Estimate.of(shares);
    }
  }
}
