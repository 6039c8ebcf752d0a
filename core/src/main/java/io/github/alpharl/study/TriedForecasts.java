package io.github.alpharl.study;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Hold;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.race.Validation;
import java.util.List;
import java.util.Optional;
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
    implements Accuracies {

  private static final String END = "actual";

  @Override
  public Estimate of(Backtest.Attempt attempt) {
    return accuracy(
        model(attempt),
        () -> observed.compose(attempt.forecasts(), backtest.seen(), RestFrom.LAST, 1));
  }

  @Override
  public Estimate ofTheEnd() {
    List<Long> all = observed.steps();
    List<UpdateForecast> held = observed.predict(new Hold(), all, Goal.ofStep(backtest.end()));
    return accuracy(END, () -> observed.compose(held, all, RestFrom.LAST, 1));
  }

  @Override
  public boolean isKept(Optional<Backtest.Attempt> attempt) {
    String model = attempt.map(this::model).orElse(END);
    return judge().isKept(key(model));
  }

  private String model(Backtest.Attempt attempt) {
    return attempt.name() + "\n" + backtest.known();
  }

  private String key(String model) {
    return String.join("\n", "answers", backtest.identity(), backtest.seen().toString(), model);
  }

  private Estimate accuracy(String model, Supplier<ModelComposer> composer) {
    return judge().accuracy(key(model), composer);
  }

  private Judge judge() {
    return new Judge(
        validation,
        problems,
        backtest.kept(),
        observed.study().store().directory().resolve("models"));
  }
}
