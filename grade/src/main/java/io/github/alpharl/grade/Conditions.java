package io.github.alpharl.grade;

import io.github.alpharl.grade.text.Triggers;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition in words after an answer: {@code ce^x \text{ for any real constant } c}; the half of
 * the day after a time is one too.
 */
final class Conditions {

  /** {@code \quad \text{ for } x > 0}, {@code , where k is an integer}, {@code 3:45 PM}. */
  private static final Pattern TAIL =
      Pattern.compile(
          "(?s)(?:,|\\\\q?quad|\\\\[,; ]|\\s){0,6}"
              + "(?:\\\\(?:text|mbox)\\s?\\{\\s*,?\\s*(?:for|where|with)\\b(?![^&]{0,100}\\b(?:even|odd)\\b)"
              + "|\\\\(?:text|mbox)\\s?\\{\\s*\\(?(?:when|at|if)\\s*\\}?\\s*[a-z]\\s?=\\s?-?[\\w\\\\{}/^.]{1,20}\\s?\\}?\\s?\\)?\\s?\\}?$"
              + "|(?:\\\\q?quad|\\\\[,; ])\\s{0,3}\\(\\s?[a-z]\\s?=\\s?-?[\\d./]{1,12}\\s?\\)$"
              + "|, where\\b| for (?:any|all|some|every)\\b)[^,;&]{0,200}$"
              + "|(?:,|\\\\q?quad|\\\\[,; ]|[\\s(])+[a-zA-Z]\\s?\\\\in\\s?\\\\(?:mathbb|mathbf|Bbb)\\s?\\{?[ZNR]\\}?(?:[_^]\\{?[+*]\\}?)?[)\\s]*$"
              + "|(?<=\\d:\\d\\d)(?:\\s|~|\\\\[,; ]|\\\\(?:text|mathrm)\\s?\\{){0,4}[AaPp]\\.?[Mm]\\.?\\s?\\}?\\.?$");

  /** {@code , x \ge 0}, {@code \quad (x \neq 0)}; the letter is the first group. */
  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?:,|\\\\q?quad|\\\\[,;: ](?=\\s?\\()|\\s(?=\\())(?:\\\\[,;: ]|\\s|\\\\q?quad(?![a-z])|\\(){0,6}([a-zA-Z])\\s?(?:\\\\(?:neq?|geq?|leq?|gt|lt)(?![a-z])|[<>≠≥≤])\\s?-?\\d{1,9}\\s?\\)?$");

  private static final Pattern RELATION =
      Pattern.compile("[<>≠≥≤,]|\\\\(?:neq?|geq?|leq?|gt|lt|q?quad|text|in)(?![a-z])");

  /** One of them is in every match of the pattern above. */
  private static final Triggers WORDS =
      Triggers.of(
          "for", "where", "with", "\\in", ":", "when", "quad", "\\ ", "\\,", "\\;", "{at ", "{ at ",
          "if ", "(if ");

  /** Longer answers have no condition that is looked for. */
  private static final int LONGEST = 800;

  private Conditions() {}

  /**
   * What stands before the condition; empty where there is none. A condition in signs is one only
   * after a single expression of its letter.
   */
  static Optional<String> without(String answer) {
    return inWords(answer).or(() -> inSigns(answer));
  }

  private static Optional<String> inSigns(String answer) {
    boolean separated = answer.indexOf(',') >= 0 || answer.contains("quad") || answer.endsWith(")");
    Matcher domain = DOMAIN.matcher(answer);
    if (!separated || !domain.find()) {
      return Optional.empty();
    }
    String value = answer.substring(0, domain.start());
    boolean single = value.contains(domain.group(1)) && !RELATION.matcher(value).find();
    return single ? Optional.of(value) : Optional.empty();
  }

  private static Optional<String> inWords(String answer) {
    if (answer.length() > LONGEST || !WORDS.in(answer) || answer.contains("\\begin")) {
      return Optional.empty();
    }
    Matcher tail = TAIL.matcher(answer);
    return tail.find() && tail.start() > 0
        ? Optional.of(answer.substring(0, tail.start()))
        : Optional.empty();
  }
}
