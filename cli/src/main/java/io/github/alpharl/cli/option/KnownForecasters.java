package io.github.alpharl.cli.option;

import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecastnext.AllForecasters;

/** All forecasters that a user can name. */
public final class KnownForecasters {

  /** The names with their options, for help texts. */
  public static final String FORMS = AllForecasters.FORMS;

  public static final Forecasters ALL = AllForecasters.ALL;

  private KnownForecasters() {}

  /** The forecaster that {@code text} names. */
  public static Forecaster parse(String text) {
    return ALL.named(text);
  }
}
