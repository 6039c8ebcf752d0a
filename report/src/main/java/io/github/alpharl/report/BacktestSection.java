package io.github.alpharl.report;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.AlphaRl;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.study.Backtest;
import io.github.alpharl.study.Comparison;
import io.github.alpharl.study.LateScores;
import io.github.alpharl.study.ObservedWindow;
import io.github.alpharl.study.RunStudy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Forecasters side by side on the window.
 *
 * @param leftOut hears what was left out and why
 * @param caution hears what the window cannot well support
 */
record BacktestSection(
    RunStudy study,
    ReportInputs inputs,
    BiConsumer<String, String> leftOut,
    BiConsumer<String, List<String>> caution) {

  /** The backtest on the steps of the window. */
  ReportDocument.Backtest of(List<Long> window) {
    List<Long> observed =
        inputs.scores().map(known -> known.content().among(window).steps()).orElse(window);
    List<Long> seen = Backtest.fitted(observed, Backtest.FIT);
    Map<String, Forecaster> chosen = inputs.forecasters();
    LateScores late =
        new LateScores(() -> inputs.scores().orElseThrow(this::withoutScores).content());
    StepClock clock = inputs.counting().clock(seen, inputs.steps().getLast());
    try (ObservedWindow mapped = study.window(observed, late, Backtest.needs(chosen), clock)) {
      Comparison found =
          new Backtest(mapped, seen, Backtest.TargetKind.STEP, late).run(chosen, Optional.empty());
      found.rows().stream()
          .filter(row -> row.refused() != null)
          .forEach(row -> leftOut.accept("forecaster " + row.name(), row.refused()));
      if (found.choice().filter(row -> row.name().equals("hold")).isPresent()) {
        caution.accept(
            "backtest", List.of("no forecast beats the last checkpoint that it was fitted to"));
      }
      caution.accept("prediction", cautions(mapped));
      return document(found);
    }
  }

  private UsageException withoutScores() {
    return UsageException.of("%s", inputs.hints().askForScores());
  }

  /** What a prediction would warn of, aimed from the window at the last step of the run. */
  private List<String> cautions(ObservedWindow mapped) {
    Forecaster forecaster = new AlphaRl();
    boolean asked =
        inputs.forecasters().keySet().stream().anyMatch(name -> name.startsWith("alpharl"));
    if (!asked
        || inputs.scores().isEmpty()
        || inputs.steps().getLast() <= mapped.steps().getLast()) {
      return List.of();
    }
    try {
      Goal goal =
          new Target.ByStep(inputs.steps().getLast())
              .resolve(inputs.scores().get().content(), mapped.steps());
      List<UpdateForecast> forecasts = mapped.predict(forecaster, mapped.steps(), goal);
      return mapped.cautions(forecasts, goal);
    } catch (UsageException refusal) {
      leftOut.accept("the prediction of step " + inputs.steps().getLast(), refusal.getMessage());
      return List.of();
    }
  }

  private static ReportDocument.Backtest document(Comparison found) {
    return new ReportDocument.Backtest(
        found.fitted().getFirst(),
        found.fitted().getLast(),
        found.fitted().size(),
        found.predicted(),
        found.choice().map(Comparison.Row::name).orElse(null),
        found.rows().stream()
            .map(
                row ->
                    new ReportDocument.Forecaster(
                        row.name(),
                        row.relativeError(),
                        row.cosine(),
                        row.normRatio(),
                        row.refused()))
            .toList());
  }
}
