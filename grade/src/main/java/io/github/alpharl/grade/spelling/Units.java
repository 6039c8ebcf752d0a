package io.github.alpharl.grade.spelling;

import java.util.regex.Pattern;

/** Degrees of temperature, signs of money and the ways to write combinations. */
final class Units {

  private static final String BLANK = "(?:\\\\[,;:! ]|~|\\s){0,3}";
  private static final String WRAP = "(?:\\\\(?:text|mathrm|mbox|textrm) ?\\{ ?)?";

  /** {@code 25^\circ\text{C}}, {@code 25 \text{ °F}}. */
  private static final Pattern TEMPERATURE =
      Pattern.compile(
          "(?<=[\\d.})])"
              + BLANK
              + WRAP
              + " {0,2}\\^?\\{? ?\\\\(?:circ|degree)(?![A-Za-z]) ?"
              + WRAP
              + "\\}?"
              + BLANK
              + WRAP
              + "([CF])(?![A-Za-z]) ?\\}{0,2}");

  /** {@code 90\text{ min}}: minutes, not the least of something; {@code sec} is no secant. */
  private static final Pattern MINUTES =
      Pattern.compile(
          "(?<=[\\d}])" + BLANK + "\\\\(?:text|mathrm|mbox) ?\\{ ?(min|sec)\\.? ?\\}(?! ?[({])");

  /** {@code 45^o}, {@code 45^{\text{o}}}. */
  private static final Pattern LETTER_DEGREE =
      Pattern.compile("(?<=\\d) ?\\^ ?(?:o(?![A-Za-z])|\\{ ?" + WRAP + "o ?\\}{1,2})");

  /** {@code \text{\$}}, {@code \text{€}}. */
  private static final Pattern WORDED_SIGN =
      Pattern.compile("\\\\(?:text|mathrm|mbox) ?\\{ ?(\\\\money|[$€£¥₹]) ?\\}");

  /** {@code USD 18.50}. */
  private static final Pattern CODE_BEFORE =
      Pattern.compile("^(?:\\\\text ?\\{ ?)?(USD|EUR|GBP)[ ~]?\\}? ?(?=\\d)(.{1,40})$");

  /** {@code 60 \\frac{\\text{km}}{\\text{h}}}. */
  private static final Pattern QUOTIENT =
      Pattern.compile(
          "(?<=\\d)(\\}?)"
              + BLANK
              + "\\\\[dt]?frac ?\\{ ?\\\\(?:text|mathrm) ?\\{ ?([A-Za-z]{1,12}) ?\\} ?\\} ?\\{ ?\\\\(?:text|mathrm) ?\\{ ?([A-Za-z]{1,12}(?: [A-Za-z]{1,3})?) ?\\}((?: ?\\^ ?\\{?\\d\\}?)?) ?\\}");

  /** {@code \text{ thousand dollars}}. */
  private static final Pattern SCALED =
      Pattern.compile(
          "\\\\text ?\\{ {0,2}(hundred|thousand|million|billion|trillion) ([a-z]{3,20}) ?\\}");

  /** {@code 5\,\mu\text{m}}, {@code 5\text{ μm}}. */
  private static final Pattern MICRO =
      Pattern.compile(
          "(?<=[\\d}])"
              + BLANK
              + "(?:\\\\mu {0,2}\\\\(?:text|mathrm|mbox) ?\\{ ?|\\\\(?:text|mathrm|mbox) ?\\{ {0,2}\\\\mu {0,2})([mgsL]) ?\\}");

  private static final String INDEX = "\\{?([A-Za-z]|\\d{1,9})\\}?";

  /** <code>{}_{10}C_{3}</code>, {@code ^{n}C_r}, {@code {}_{10}P_3}. */
  private static final Pattern CHOICE =
      Pattern.compile("(?:\\{ ?\\} ?|(?<![\\w}]))[_^] ?" + INDEX + " ?([CP]) ?_ ?" + INDEX);

  private Units() {}

  /** The units of {@code answer} in one spelling. */
  static String plain(String answer) {
    String text = answer;
    if (text.indexOf('\\') >= 0) {
      if (text.contains("\\circ") || text.contains("\\degree")) {
        text = TEMPERATURE.matcher(text).replaceAll(" \\\\text{ deg$1}");
      }
      text = QUOTIENT.matcher(text).replaceAll("$1 \\\\text{ $2/$3$4}");
      if (text.contains("min") || text.contains("sec")) {
        text =
            MINUTES
                .matcher(text)
                .replaceAll(
                    m -> " \\\\text{ " + (m.group(1).equals("min") ? "minutes}" : "seconds}"));
      }
      text = SCALED.matcher(text).replaceAll("\\\\text{ $1}\\\\text{ $2}");
      text = text.contains("\\mu") ? MICRO.matcher(text).replaceAll(" \\\\text{ micro$1}") : text;
      text = WORDED_SIGN.matcher(text).replaceAll("$1");
    }
    if (text.indexOf('^') >= 0 && text.indexOf('o') >= 0) {
      text = LETTER_DEGREE.matcher(text).replaceAll("\\\\circ ");
    }
    if (text.indexOf("C") >= 0 || text.indexOf("P") >= 0) {
      text = choices(text);
    }
    return text.length() > 60 ? text : CODE_BEFORE.matcher(text).replaceFirst("$2 \\\\text{ $1}");
  }

  private static String choices(String text) {
    return text.indexOf('_') < 0 && text.indexOf('^') < 0
        ? text
        : CHOICE
            .matcher(text)
            .replaceAll(
                m ->
                    m.group(2).equals("C")
                        ? "\\\\binom{" + m.group(1) + "}{" + m.group(3) + "}"
                        : "\\\\frac{"
                            + m.group(1)
                            + "!}{("
                            + m.group(1)
                            + "-"
                            + m.group(3)
                            + ")!}");
  }
}
