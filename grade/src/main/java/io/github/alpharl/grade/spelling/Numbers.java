package io.github.alpharl.grade.spelling;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of other countries, of programs and in other bases. */
final class Numbers {

  /** {@code 1_234_567} of programs, {@code 1'234'567} of Switzerland. */
  private static final Pattern MARKED_THOUSANDS =
      Pattern.compile("(?<![\\w.,'])\\d{1,3}(?:(?:_\\d{3}){1,20}|(?:'\\d{3}){1,20})(?![\\w'])");

  /** {@code 1.234.567}: two points and more stand between groups of three. */
  private static final Pattern POINTED_THOUSANDS =
      Pattern.compile("(?<![\\w.,])[1-9]\\d{0,2}(?:\\.\\d{3}){2,20}(?![\\w.])");

  /** {@code 0.58(3)}: the digits in brackets repeat. */
  private static final Pattern PERIOD =
      Pattern.compile("(-?\\d{1,20}\\.\\d{0,20})\\((\\d{1,30})\\)");

  /** {@code 0.1666...}: three equal groups of digits and more, or two of three digits. */
  private static final Pattern GOES_ON =
      Pattern.compile(
          "(-?\\d{0,20}\\.\\d{0,20}?)(?:(\\d{1,2})\\2{2,30}|(\\d{3,9})\\3{1,10})(?:\\\\l?dots ?|\\.{3})");

  private static final String WRAP = "(?:\\\\(?:text|mathrm|mathtt|texttt|operatorname) ?\\{ ?)?";

  /** {@code \text{FF}_{16}}, {@code (2A)_{\text{16}}}, {@code 1011 \text{ (base 2)}}. */
  private static final Pattern IN_BASE =
      Pattern.compile(
          "(-?)\\(?"
              + WRAP
              + "([0-9A-Za-z]{1,60})\\}?\\)?(?:_ ?\\{? ?\\(?"
              + WRAP
              + "(?:base[ ~-]{0,2})?\\}? {0,2}| {0,3}"
              + WRAP
              + " {0,2}\\(?(?:in )?base[ -]{1,2}\\}? {0,2})"
              + "(\\d{1,2}|[a-z]{3,7})(?:[ )}]{0,3})");

  /** {@code 0xff}, {@code 0b1011}. */
  private static final Pattern PREFIXED = Pattern.compile("0(?:([xX])|[bB])([0-9A-Fa-f]{1,60})");

  private static final Map<String, String> BASES =
      Map.ofEntries(
          Map.entry("two", "2"),
          Map.entry("three", "3"),
          Map.entry("four", "4"),
          Map.entry("five", "5"),
          Map.entry("six", "6"),
          Map.entry("seven", "7"),
          Map.entry("eight", "8"),
          Map.entry("nine", "9"),
          Map.entry("ten", "10"),
          Map.entry("eleven", "11"),
          Map.entry("twelve", "12"),
          Map.entry("sixteen", "16"));

  private Numbers() {}

  /** The numbers of {@code answer} in one spelling. */
  static String plain(String answer) {
    String text = answer;
    if (text.indexOf('_') > 0 || text.indexOf('\'') > 0) {
      text = MARKED_THOUSANDS.matcher(text).replaceAll(m -> m.group().replaceAll("[_']", ""));
    }
    text = text.startsWith(".\\overline") ? "0" + text : text;
    int point = text.indexOf('.');
    if (point > 0 && text.indexOf('.', point + 1) > 0) {
      text = POINTED_THOUSANDS.matcher(text).replaceAll(m -> m.group().replace(".", ""));
    }
    if (point > 0 && text.endsWith(")")) {
      Matcher period = PERIOD.matcher(text);
      text = period.matches() ? period.group(1) + "\\overline{" + period.group(2) + "}" : text;
    }
    if (point >= 0 && (text.endsWith("...") || text.contains("dots"))) {
      text = repeating(text);
    }
    return inBase(text);
  }

  private static String repeating(String text) {
    Matcher m = GOES_ON.matcher(text);
    return m.matches()
        ? m.group(1) + "\\overline{" + (m.group(2) == null ? m.group(3) : m.group(2)) + "}"
        : text;
  }

  /** {@code digits_{base}} for a number alone that names its base. */
  private static String inBase(String text) {
    if (text.startsWith("0")) {
      Matcher prefixed = PREFIXED.matcher(text);
      if (prefixed.matches()) {
        return prefixed.group(2) + "_{" + (prefixed.group(1) == null ? "2" : "16") + "}";
      }
    }
    if (text.indexOf('_') < 0 && !text.contains("base")) {
      return text;
    }
    Matcher m = IN_BASE.matcher(text.replace("\\left(", "(").replace("\\right)", ")"));
    if (!m.matches()) {
      return text;
    }
    String base = BASES.getOrDefault(m.group(3), m.group(3));
    boolean known = Character.isDigit(base.charAt(0));
    boolean letters = m.group(2).chars().anyMatch(Character::isLetter);
    boolean number = !letters || isHigh(m.group(2), base);
    return known && number ? m.group(1) + m.group(2) + "_{" + base + "}" : text;
  }

  /** Whether {@code digits} are those of a base above ten, two of them at least. */
  private static boolean isHigh(String digits, String base) {
    int radix = Character.isDigit(base.charAt(0)) ? Integer.parseInt(base) : 0;
    return radix > 10
        && radix <= 36
        && digits.length() > 1
        && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
  }
}
