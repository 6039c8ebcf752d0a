package io.github.alpharl.forecastnext;

import io.github.alpharl.forecast.Forecasters;

/** All forecasters that there are: the core's, and {@link Next}, which brings a library along. */
public final class AllForecasters {

  /** The names with their options, for help texts. */
  public static final String FORMS = Forecasters.FORMS + "; " + Next.FORM;

  /** Them by name. */
  public static final Forecasters ALL = Forecasters.standard().with(Next.FAMILY, FORMS);

  private AllForecasters() {}
}
