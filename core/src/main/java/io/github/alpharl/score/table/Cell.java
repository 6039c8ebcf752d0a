package io.github.alpharl.score.table;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the number of a cell as people and programs write it. */
final class Cell {

  private static final Set<String> NOT_FINITE =
      Set.of("nan", "+nan", "-nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");

  private Cell() {}

  /** True for the names of values that are no finite number, "NaN" or "-inf". */
  static boolean isNotFinite(String text) {
    return text.length() <= 9 && NOT_FINITE.contains(text.toLowerCase(Locale.ROOT));
  }

  /** The value of such a name. */
  static double notFinite(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    double size = lower.endsWith("nan") ? Double.NaN : Double.POSITIVE_INFINITY;
    return lower.startsWith("-") ? -size : size;
  }

  /** The decimal number {@code text}; empty for every other text. */
  static OptionalDouble number(String text) {
    return isPlain(text) ? parse(text) : OptionalDouble.empty();
  }

  private static OptionalDouble parse(String text) {
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException _) {
      return OptionalDouble.empty();
    }
  }

  /** Only digits, sign, point and exponent: no "0x1p3", no "1d", which Java would read. */
  private static boolean isPlain(String text) {
    boolean digits = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits |= c >= '0' && c <= '9';
      if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
        return false;
      }
    }
    return digits;
  }
}
