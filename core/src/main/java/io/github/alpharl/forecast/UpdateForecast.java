package io.github.alpharl.forecast;

import io.github.alpharl.update.Update;
import java.util.Optional;

/**
 * The predicted update of one module.
 *
 * @param module its name
 * @param update in terms of the window's checkpoints
 * @param fit the rank-1 fit behind it and its figures, where there is one
 */
public record UpdateForecast(String module, Update update, Optional<ModuleForecast> fit) {

  /** A mixture of the window's checkpoints. */
  static UpdateForecast mixture(Observation window, double... weights) {
    return new UpdateForecast(window.module(), Update.mixture(weights), Optional.empty());
  }
}
