package io.github.alpharl.grade;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Letters of SI units set apart from the number before them: {@code 3\times10^8 \, m/s}. A letter
 * close to its number is a variable ({@code 3m}), and so is a prefix without its unit ({@code 2 k
 * T}).
 */
final class UnitTail {

  private static final String BLANK = "(?:\\s|~|\\\\[,;:! ]|\\\\quad)";
  private static final String UNIT =
      "(?:\\\\mu ?|[μkcmMGTnp])?(?:Hz|Pa|eV|mol|\\\\Omega|Ω|[msgNJWVAKCFHTL])(?![A-Za-z])"
          + "(?:\\^\\{?-?\\d\\}?|[²³])?";

  /** {@code \, m/s}, {@code ~kg m^2}, {@code \Omega}; not the weight {@code m g}. */
  private static final Pattern TAIL =
      Pattern.compile(
          "(?<=[\\d})])(?:"
              + BLANK
              + "{1,4}|(?=\\\\Omega|Ω))(?!m"
              + BLANK
              + "{1,3}g)("
              + UNIT
              + "(?:(?:"
              + BLANK
              + "{0,2}(?:/|\\\\cdot|\\*|·)"
              + BLANK
              + "{0,2}|"
              + BLANK
              + "{1,2})"
              + UNIT
              + "){0,4})[.\\s]*$");

  /** {@code 3 × 10^8 m/s}: a quotient of units. */
  private static final Pattern RATE =
      Pattern.compile(
          "\\d\\}?" + BLANK + "{1,4}(?:k?m|g|J|mol)/(?:s|h|L|mol|kg)(?:\\^\\{?2\\}?|²)?[.\\s]*$");

  /** {@code \frac{m}{s^2}} at the end. */
  private static final Pattern QUOTIENT =
      Pattern.compile(
          "(?<=[\\d}])"
              + BLANK
              + "{0,4}\\\\frac\\s?\\{("
              + UNIT
              + ")\\}\\s?\\{("
              + UNIT
              + ")\\}[.\\s]*$");

  /** The K of {@code 300K}. */
  private static final Pattern CLOSE = Pattern.compile("(?<=\\d)(?=[mgsKNJWVAL][.\\s]*$)");

  /** The h of {@code 1.5 h}. */
  private static final Pattern HOURS = Pattern.compile("(?<=[\\d}])" + BLANK + "{0,4}h[.\\s]*$");

  private UnitTail() {}

  /** {@code answer} with its unit in words, also where that is one letter close to the number. */
  static Optional<String> closeInWords(String answer) {
    Matcher hours = HOURS.matcher(answer);
    return hours.find()
        ? Optional.of(hours.replaceFirst(" \\\\text{ hour}"))
        : inWords(CLOSE.matcher(answer).replaceFirst(" "));
  }

  /** Whether {@code answer} ends in a quotient of units, which nobody takes for variables. */
  static boolean isRate(String answer) {
    return answer.indexOf('/') > 0 && RATE.matcher(answer).find();
  }

  /** {@code answer} with its unit in words; empty where it ends in none. */
  static Optional<String> inWords(String answer) {
    Matcher tail = TAIL.matcher(QUOTIENT.matcher(answer).replaceFirst(" $1/$2"));
    return tail.find()
        ? Optional.of(
            tail.replaceFirst("") + " \\text{ " + tail.group(1).replaceAll("[\\\\{}]", "") + "}")
        : Optional.empty();
  }
}
