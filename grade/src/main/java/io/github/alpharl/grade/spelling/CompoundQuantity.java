package io.github.alpharl.grade.spelling;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/**
 * A quantity in two or three units of one kind, read in the largest: {@code 2 hours and 30 minutes}
 * is 5/2 hours. Without its units such a number is the number of the largest.
 */
final class CompoundQuantity {

  /** The unit of each kind, largest first, with how many of the last make it up. */
  private static final List<Map<String, Integer>> KINDS =
      List.of(
          Map.of("week", 604_800, "day", 86_400, "hour", 3_600, "minute", 60, "second", 1),
          Map.of("degree", 3_600, "minute", 60, "second", 1),
          Map.of("year", 12, "month", 1),
          Map.of("mile", 5_280, "yard", 3, "foot", 1),
          Map.of("yard", 36, "foot", 12, "inch", 1),
          Map.of("pound", 16, "ounce", 1),
          Map.of("dollar", 100, "cent", 1),
          Map.of("kilometer", 1_000, "meter", 1),
          Map.of("meter", 100, "centimeter", 1),
          Map.of("kilogram", 1_000, "gram", 1));

  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("hr", "hour"),
          Map.entry("hrs", "hour"),
          Map.entry("h", "hour"),
          Map.entry("min", "minute"),
          Map.entry("mins", "minute"),
          Map.entry("sec", "second"),
          Map.entry("deg", "degree"),
          Map.entry("secs", "second"),
          Map.entry("s", "second"),
          Map.entry("ft", "foot"),
          Map.entry("feet", "foot"),
          Map.entry("in", "inch"),
          Map.entry("inches", "inch"),
          Map.entry("lb", "pound"),
          Map.entry("lbs", "pound"),
          Map.entry("oz", "ounce"),
          Map.entry("cm", "centimeter"),
          Map.entry("km", "kilometer"),
          Map.entry("kg", "kilogram"),
          Map.entry("g", "gram"));

  private static final String BLANK = "(?:\\s|~|\\\\[,; ]|\\\\text ?\\{|\\})";

  private static final String PART =
      "(\\d{1,9}(?:\\.\\d{1,9})?)" + BLANK + "{0,4}([A-Za-z]{1,11})\\.?";

  private static final String JOIN =
      BLANK + "{0,4}(?:,|(?:\\\\text ?\\{ ?)?and\\b)?" + BLANK + "{0,4}";

  /** {@code 3 \text{ hours and } 20 \text{ minutes}}, {@code 1 h 5 min 3 s}. */
  private static final Pattern WHOLE =
      Pattern.compile(
          PART + JOIN + BLANK + "?" + PART + "(?:" + JOIN + PART + ")?" + BLANK + "{0,3}\\.?");

  private static final String DEGREE = " ?\\^? ?\\{? ?\\\\(?:circ|degree) ?\\}? ?";
  private static final String MINUTE = " ?(?:'|\\^? ?\\{? ?\\\\prime ?\\}?)";
  private static final String SECOND = " ?(?:''|\\\\?\"|\\^? ?\\{? ?\\\\prime ?\\\\prime ?\\}?)";

  /** {@code 12^\circ 30' 15''}. */
  private static final Pattern ANGLE =
      Pattern.compile(
          "(-?)(\\d{1,9})"
              + DEGREE
              + "(?:\\\\[,;: ] ?)?(\\d{1,2}(?:\\.\\d{1,9})?)"
              + MINUTE
              + "(?: ?(?:\\\\[,;: ] ?)?(\\d{1,2}(?:\\.\\d{1,9})?)"
              + SECOND
              + ")?");

  private CompoundQuantity() {}

  /** An angle in degrees, minutes and seconds, in degrees. */
  private static String angle(Matcher m) {
    BigFraction sum = number(m.group(2)).add(number(m.group(3)).divide(60));
    sum = m.group(4) == null ? sum : sum.add(number(m.group(4)).divide(3_600));
    return m.group(1) + "\\frac{" + sum.getNumerator() + "}{" + sum.getDenominator() + "}^\\circ ";
  }

  /** {@code text} in its largest unit; unchanged where it is no such quantity. */
  static String inLargest(String text) {
    if (text.isEmpty() || text.length() > 100) {
      return text;
    }
    Matcher angle = ANGLE.matcher(text);
    if (text.indexOf('\\') > 0 && angle.matches()) {
      return angle(angle);
    }
    if (!Character.isDigit(text.charAt(0))) {
      return text;
    }
    Matcher m = WHOLE.matcher(text);
    return m.matches()
        ? KINDS.stream()
            .filter(kind -> fits(kind, m))
            .findFirst()
            .map(kind -> quantity(kind, m))
            .orElse(text)
        : text;
  }

  /** Whether the units are of this kind and each is smaller than the one before. */
  private static boolean fits(Map<String, Integer> kind, Matcher m) {
    int last = Integer.MAX_VALUE;
    for (int g = 2; g <= 6 && m.group(g) != null; g += 2) {
      Integer size = kind.get(name(m.group(g), kind));
      if (size == null || size >= last) {
        return false;
      }
      last = size;
    }
    return true;
  }

  private static String quantity(Map<String, Integer> kind, Matcher m) {
    String largest = name(m.group(2), kind);
    BigFraction sum = BigFraction.ZERO;
    for (int g = 1; g <= 5 && m.group(g) != null; g += 2) {
      var size = new BigFraction(kind.get(name(m.group(g + 1), kind)), kind.get(largest));
      sum = sum.add(number(m.group(g)).multiply(size));
    }
    String value = sum.getNumerator() + "}{" + sum.getDenominator();
    return "\\frac{" + value + "} \\text{ " + largest + "}";
  }

  private static BigFraction number(String decimal) {
    int point = decimal.indexOf('.');
    int places = point < 0 ? 0 : decimal.length() - point - 1;
    return new BigFraction(new BigInteger(decimal.replace(".", "")), BigInteger.TEN.pow(places));
  }

  /** The m of {@code 2h30m} is a minute, that of {@code 5 km 300 m} a meter. */
  private static String name(String unit, Map<String, Integer> kind) {
    return unit.equals("m") ? kind.containsKey("hour") ? "minute" : "meter" : name(unit);
  }

  private static String name(String unit) {
    String lower = unit.toLowerCase(Locale.ROOT);
    String plain = SHORT.getOrDefault(lower, lower);
    return plain.endsWith("s") ? plain.substring(0, plain.length() - 1) : plain;
  }
}
