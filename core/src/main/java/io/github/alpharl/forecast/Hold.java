package io.github.alpharl.forecast;

import io.github.alpharl.update.Update;
import java.util.Optional;

/** The forecast to beat: the last observed checkpoint, W_T, unchanged. */
public record Hold() implements Forecaster {

  @Override
  public Needs needs() {
    return Needs.NOTHING;
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    Update last = Update.last(window.module(), window.steps().size());
    return new UpdateForecast(last, Optional.empty());
  }
}
