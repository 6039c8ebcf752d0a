package io.github.alpharl.grade.equality;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the question allows to leave out: the percent sign where it asks for a percentage, the base
 * where it asks for an answer in a base.
 */
public record AnswerContext(boolean percentAsked, boolean baseAsked) {

  /** No question known: nothing may be left out. */
  public static final AnswerContext NONE = new AnswerContext(false, false);

  private static final Pattern PERCENT = Pattern.compile("percent|\\\\%");
  private static final Pattern BASE =
      Pattern.compile(
          "(?:in|to) base|base[- $]*\\d|base[- ](?:two|three|four|five|six|seven|eight|nine|twelve|sixteen)");

  /** The context of a question. */
  public static AnswerContext of(String question) {
    String lower = question.toLowerCase(Locale.ROOT);
    String last = lower.substring(Math.max(0, lower.length() - 2_000));
    return new AnswerContext(PERCENT.matcher(last).find(), BASE.matcher(last).find());
  }
}
