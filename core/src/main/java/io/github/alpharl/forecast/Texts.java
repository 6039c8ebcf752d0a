package io.github.alpharl.forecast;

import java.util.Locale;

/** Numbers as messages show them. */
final class Texts {

  private Texts() {}

  /** Up to four decimals, without trailing zeros. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
