package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ScoreOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.forecast.curve.ScoreOutlook;
import io.github.alpharl.run.Window;
import io.github.alpharl.study.Outlook;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StepCounting;
import io.github.alpharl.view.ForecastView;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl forecast}: where the score is going. */
@Command(
    name = "forecast",
    mixinStandardHelpOptions = true,
    description =
        "Forecasts the score of a run from its scores so far: at later steps, with the interval in"
            + " which a measured score is expected with 95 %%, and when an accuracy is reached. Reads"
            + " no weights and writes no model.",
    footer = {
      "",
      "Examples:",
      "  alpharl forecast RUN",
      "  alpharl forecast RUN --scores verl.jsonl --at 200,500 --reach 0.9",
      "  alpharl forecast RUN --window 40%% --json"
    })
public final class ForecastCommand implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private ScoreOptions scores;
  @Mixin private TableOutput output;

  @Option(
      names = "--window",
      paramLabel = "P%|A..B",
      description =
          "Scores that are seen: up to P %% of the largest or planned step, or to B (default: all)."
              + " Later ones are compared.")
  private String window = "100%";

  @Option(
      names = "--at",
      paramLabel = "STEP",
      split = ",",
      description =
          "Steps to forecast (default: the end of the plan, else the last known step, else twice the"
              + " window).")
  private List<Long> at = List.of();

  @Option(
      names = "--reach",
      paramLabel = "ACCURACY",
      description = "Also tell when this accuracy is reached, a fraction.")
  private Double reach;

  @Override
  public Integer call() {
    output.show(new ForecastView(outlook()));
    return 0;
  }

  private ScoreOutlook outlook() {
    try (RunStudy study = run.unopened()) {
      StepCounting counting = StepCounting.of(study, scores.known(study));
      return new Outlook(study, counting, scores.read(study), Window.parse(window))
          .of(at, reach == null ? OptionalDouble.empty() : OptionalDouble.of(reach));
    }
  }
}
