package io.github.alpharl.cli.command;

import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecastnext.Next;

/** All forecasters that a user can name: the core's, and those that bring a library along. */
final class KnownForecasters {

  /** The names with their options, for help texts. */
  static final String FORMS = Forecasters.FORMS + "; " + Next.FORM;

  static final Forecasters ALL = Forecasters.standard().with(Next.FAMILY, FORMS);

  private KnownForecasters() {}

  /** The forecaster that {@code text} names. */
  static Forecaster parse(String text) {
    return ALL.named(text);
  }
}
