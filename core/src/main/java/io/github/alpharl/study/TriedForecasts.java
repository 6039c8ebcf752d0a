package io.github.alpharl.study;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Hold;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.race.Validation;
import java.util.List;
import java.util.function.Supplier;

/**
 * The accuracy of a backtest's models on validation problems, kept once measured.
 *
 * @param observed the whole window
 * @param backtest on it
 * @param validation how a model is tried
 * @param problems for each model
 */
public record TriedForecasts(
    ObservedWindow observed, Backtest backtest, Validation validation, int problems)
    implements Backtest.Accuracies {

  @Override
  public Estimate of(Backtest.Attempt attempt) {
    return accuracy(
        attempt.name() + "\n" + backtest.known(),
        () -> observed.compose(attempt.forecasts(), backtest.seen(), RestFrom.LAST, 1));
  }

  @Override
  public Estimate ofTheEnd() {
    List<Long> all = observed.steps();
    List<UpdateForecast> held = observed.predict(new Hold(), all, Goal.ofStep(backtest.end()));
    return accuracy("actual", () -> observed.compose(held, all, RestFrom.LAST, 1));
  }

  private Estimate accuracy(String model, Supplier<ModelComposer> composer) {
    String key =
        String.join("\n", "answers", backtest.identity(), backtest.seen().toString(), model);
    return new Judge(
            validation,
            problems,
            backtest.kept(),
            observed.study().store().directory().resolve("models"))
        .accuracy(key, composer);
  }
}
