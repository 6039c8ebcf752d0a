package io.github.alpharl.forecast;

import io.github.alpharl.trajectory.UpdateSum;
import java.util.Optional;

/**
 * The predicted update of one module.
 *
 * @param module its name
 * @param update in terms of the window's checkpoints
 * @param fit the rank-1 fit behind it and its figures, where there is one
 */
public record UpdateForecast(String module, UpdateSum update, Optional<ModuleForecast> fit) {

  /** A mixture of the window's checkpoints. */
  static UpdateForecast mixture(Observation window, double... weights) {
    return new UpdateForecast(window.module(), UpdateSum.mixture(weights), Optional.empty());
  }
}
