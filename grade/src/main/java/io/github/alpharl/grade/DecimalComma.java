package io.github.alpharl.grade;

import java.util.regex.Pattern;

/**
 * The comma as decimal sign: {@code 2,74}, {@code 2{,}74} is 2.74 where the other side has these
 * very digits around a point. Alone it is ambiguous and stays a list or a group of thousands.
 */
final class DecimalComma {

  private static final Pattern COMMA = Pattern.compile("-?\\d{1,100},\\d{1,100}");
  private static final Pattern POINT = Pattern.compile("-?\\d{1,100}\\.\\d{1,100}");
  private static final Pattern THOUSANDS = Pattern.compile("-?[1-9]\\d{0,2},\\d{3}");
  private static final Pattern COMMAS =
      Pattern.compile("-?[1-9]\\d{0,2}(?:,\\d{3}){1,20}\\.\\d{1,100}");
  private static final Pattern GROUPED =
      Pattern.compile("-?[1-9]\\d{0,2}(?:(?:\\.|\\\\[,;:! ]| )\\d{3}){1,20},\\d{1,100}");
  private static final int LONGEST = 220;

  private DecimalComma() {}

  /** Whether {@code answer} is {@code gold} with a comma for its point; gold commas are lists. */
  static boolean same(String gold, String answer) {
    return answer.indexOf(',') >= 0
        && gold.length() <= LONGEST
        && answer.length() <= LONGEST
        && isComma(ungrouped(answer.strip().replace("{,}", ",")), withoutCommas(gold.strip()));
  }

  /** {@code 12.345,67} and {@code 12 345,67} without the marks between their groups of three. */
  private static String ungrouped(String comma) {
    return GROUPED.matcher(comma).matches() ? comma.replaceAll("[. ]|\\\\[,;:! ]", "") : comma;
  }

  private static String withoutCommas(String point) {
    return COMMAS.matcher(point).matches() ? point.replace(",", "") : point;
  }

  private static boolean isComma(String comma, String point) {
    return COMMA.matcher(comma).matches()
        && !THOUSANDS.matcher(comma).matches()
        && POINT.matcher(point).matches()
        && comma.replace(',', '.').equals(point);
  }
}
