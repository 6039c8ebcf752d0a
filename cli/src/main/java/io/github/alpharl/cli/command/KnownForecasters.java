package io.github.alpharl.cli.command;

import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecastnext.AllForecasters;

/** All forecasters that a user can name. */
final class KnownForecasters {

  /** The names with their options, for help texts. */
  static final String FORMS = AllForecasters.FORMS;

  static final Forecasters ALL = AllForecasters.ALL;

  private KnownForecasters() {}

  /** The forecaster that {@code text} names. */
  static Forecaster parse(String text) {
    return ALL.named(text);
  }
}
