package io.github.alpharl.study;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.UpdateForecast;
import java.util.List;

/**
 * The model that a forecaster predicts from a whole window.
 *
 * @param observed the window, open for as long as the model is to be written
 * @param goal what it aims at
 * @param forecasts of all modules, in the order of the model
 * @param cautions what the window cannot well support
 */
public record Prediction(
    ObservedWindow observed, Goal goal, List<UpdateForecast> forecasts, List<String> cautions) {

  /** Copies the lists. */
  public Prediction {
    forecasts = List.copyOf(forecasts);
    cautions = List.copyOf(cautions);
  }

  /** The steps that were observed. */
  public List<Long> steps() {
    return observed.steps();
  }

  /**
   * The whole model.
   *
   * @param rest where everything that is no module comes from
   * @throws UsageException for a line through a window whose scores do not move
   */
  public ModelComposer model(RestFrom rest) {
    return observed.compose(forecasts, steps(), rest, factor(rest));
  }

  /** How far beyond the first observed step the goal lies, the last one being at 1. */
  private double factor(RestFrom rest) {
    if (rest != RestFrom.LINEAR) {
      return 1;
    }
    if (goal.step().isPresent()) {
      double first = observed.clock().at(steps().getFirst());
      double last = observed.clock().at(steps().getLast());
      return (observed.clock().at(goal.step().getAsLong()) - first) / (last - first);
    }
    double[] y = observed.scores(steps());
    double gained = y[y.length - 1] - y[0];
    if (gained == 0) {
      throw UsageException.of(
              "a rest on the line needs a window whose first and last accuracy differ; take that of"
                  + " the last step")
          .by(Setting.REST);
    }
    return (goal.score() - y[0]) / gained;
  }
}
