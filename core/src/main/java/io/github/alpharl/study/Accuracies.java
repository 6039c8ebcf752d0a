package io.github.alpharl.study;

import io.github.alpharl.race.Estimate;
import java.util.Optional;

/** What the models of a backtest are worth, where somebody can measure it. */
public interface Accuracies {

  /** Of the model that {@code attempt} predicts. */
  Estimate of(Backtest.Attempt attempt);

  /** Of the window's last checkpoint itself, which the forecasts try to be. */
  Estimate ofTheEnd();

  /** Whether {@link #of} is kept, or {@link #ofTheEnd} where there is no attempt. */
  boolean isKept(Optional<Backtest.Attempt> attempt);
}
