package io.github.alpharl.grade;

import java.util.regex.Pattern;

/** What in a text is nothing but looks: for texts that are not understood but may be the same. */
final class Looks {

  /** {@code \\left}, {@code \\,}, {@code \\text}, blanks, braces, dollars: nothing but looks. */
  private static final Pattern LOOK =
      Pattern.compile(
          "\\\\(?:left|right|displaystyle|,|!|;|:|quad|qquad|text|mathrm|mbox)(?![A-Za-z])|[\\s{}$~]");

  /** {@code 1\,2}: blanks between digits are more than looks. */
  private static final Pattern DIGITS_APART =
      Pattern.compile("(?<=\\d)(?:\\s|~|\\\\[,;:! ])+(?=\\d)");

  private Looks() {}

  /** How many digits {@code text} has: looks have none. */
  static long digits(String text) {
    return text.chars().filter(c -> c >= '0' && c <= '9').count();
  }

  /** {@code text} without what is nothing but looks. */
  static String without(String text) {
    if (isCompact(text)) {
      return text;
    }
    return LOOK.matcher(DIGITS_APART.matcher(text).replaceAll("\u2423"))
        .replaceAll("")
        .replaceAll("\\.$", "")
        .replaceAll("\\\\[dt]frac", "\\\\frac");
  }

  /** Whether there is nothing of looks in {@code text}: no blank, command, brace, final point. */
  private static boolean isCompact(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '\\' || c == '{' || c == '}' || c == '$' || c == '~') {
        return false;
      }
    }
    return !text.endsWith(".");
  }
}
