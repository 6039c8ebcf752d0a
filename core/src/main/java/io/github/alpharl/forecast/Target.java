package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.curve.CurveChoice;
import io.github.alpharl.score.ScoreSeries;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What the user asks a forecast for; neither form looks beyond the window. */
public sealed interface Target {

  /** The model of this accuracy on the validation set. */
  record ByAccuracy(double accuracy) implements Target {
    /** Refuses what no accuracy can be. */
    public ByAccuracy {
      if (!(accuracy > 0 && accuracy <= 1)) {
        throw UsageException.of(
            "the target accuracy must be a fraction over 0 and at most 1, found %s", accuracy);
      }
    }

    @Override
    public Goal resolve(ScoreSeries scores, List<Long> window) {
      return Goal.of(accuracy);
    }

    @Override
    public Goal resolve(List<Long> window) {
      return Goal.of(accuracy);
    }
  }

  /** The model of this training step; its score is read off a curve, see {@link CurveChoice}. */
  record ByStep(long step) implements Target {

    @Override
    public Goal resolve(ScoreSeries scores, List<Long> window) {
      requireLater(window);
      CurveChoice choice = CurveChoice.of(scores.upTo(window.getLast()), step);
      return new Goal(choice.value(), OptionalLong.of(step), Optional.of(choice));
    }

    @Override
    public Goal resolve(List<Long> window) {
      requireLater(window);
      return Goal.ofStep(step);
    }

    private void requireLater(List<Long> window) {
      if (step <= window.getFirst()) {
        throw UsageException.of(
            "the target step %d is not after any step of the window (%d to %d): that would"
                + " extrapolate backwards; name a later step or an earlier window",
            step, window.getFirst(), window.getLast());
      }
      if (step <= window.getLast()) {
        throw UsageException.of(
            "the target step %d lies within the window (steps %d to %d), where nothing is left to"
                + " forecast; name a later step or a smaller window",
            step, window.getFirst(), window.getLast());
      }
    }
  }

  /**
   * The goal for a window of these steps (rising, not empty). Of {@code scores} only those up to
   * the window's last step are used, the base's among them.
   */
  Goal resolve(ScoreSeries scores, List<Long> window);

  /** The goal where no score is known: a step has none then. */
  Goal resolve(List<Long> window);

  /** The goal of {@code forecaster}; scores are read only where it needs them. */
  default Goal resolve(Forecaster forecaster, Supplier<ScoreSeries> scores, List<Long> window) {
    return forecaster.needs().scores() ? resolve(scores.get(), window) : resolve(window);
  }
}
