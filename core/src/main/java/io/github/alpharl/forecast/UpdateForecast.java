package io.github.alpharl.forecast;

import io.github.alpharl.update.Update;
import java.util.Optional;

/**
 * The predicted update of one module.
 *
 * @param update in terms of the window's checkpoints
 * @param fit the rank-1 fit behind it and its figures, where there is one
 */
public record UpdateForecast(Update update, Optional<ModuleForecast> fit) {

  /** The module's name. */
  public String module() {
    return update.module();
  }

  /** A mixture of the window's checkpoints. */
  static UpdateForecast mixture(Observation window, double... weights) {
    return new UpdateForecast(Update.mixture(window.module(), weights), Optional.empty());
  }
}
