package io.github.alpharl.watch.metric;

import java.util.Locale;

/** Numbers that are none, as loggers write them in words. */
final class NonFinite {

  private NonFinite() {}

  /** True for "NaN", "inf", "-Infinity" and their like. */
  static boolean is(String text) {
    return text.toLowerCase(Locale.ROOT).matches("nan|[-+]?inf(inity)?"); // "-inf"
  }

  /** The value of such a word. */
  static double of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("nan")) {
      return Double.NaN;
    }
    return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }
}
