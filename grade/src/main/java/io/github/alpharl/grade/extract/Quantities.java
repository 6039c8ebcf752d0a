package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.text.Triggers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Several quantities that "and" joins, each with a name of its own: {@code degree 6 and leading
 * coefficient 2}. Which of them was asked for cannot be told, so none of them is the answer.
 */
final class Quantities {

  private static final String N = "[-−]?\\$?\\d[\\d,./]{0,30}%?\\$?";

  /** Words that begin something new after "and": {@code 6 and so 2}, {@code 6 and it costs 2}. */
  private static final String NO_NAME =
      "(?!(?i:so|then|thus|hence|therefore|that|this|these|which|it|we|i|he|she|they|you|there|is|are|was|were|be|has|have|had|not|also|finally|only|about|exactly|to|by|with|from|on|in|at|if|when|the (?:final |correct )?(?:answer|result|total|sum|rest)|answer|result|total|sum|(?!(?:leading|remaining|missing|starting|ending|corresponding|resulting|surrounding|shaded|inscribed|circumscribed|required|fixed)\\b)[a-z]+(?:ing|ed)|(?:give|make|leave|equal|get|need|pay|cost|earn|spend|buy|sell|eat|use|take|save|receive|owe|work|walk|run|read|score|want|add|subtract|divide|multiply|reach|see|find|obtain|yield)s?|gave|made|left|got|paid|spent|bought|sold|ate|took|ran|won|lost|kept|drove|put|found)\\b)";

  private static final String NAME = "(?:" + NO_NAME + "[A-Za-z-]{2,20} ){1,4}";

  /** {@code 6 and leading coefficient 2}, {@code 6 edges, and volume of 2}. */
  private static final Pattern NAMED_BEFORE =
      Pattern.compile(
          "(?:(?<![\\w.,])"
              + N
              + "|[(\\[][^()\\[\\]\\n]{1,40}[)\\]])(?: [a-z]{1,15}){0,2},? and "
              + NAME
              + "(?:of |= ?|: ?)?"
              + N);

  /** {@code 5 boys and 7 girls}, at the end of a sentence. */
  private static final Pattern NAMED_AFTER =
      Pattern.compile(
          "(?<![\\w.,])"
              + N
              + " (?:[a-z]{2,15} ){1,3}and "
              + N
              + "(?: "
              + NO_NAME
              + "[a-z]{2,15}){1,3}(?: left| each| in total)?(?=[.!]?\\s*(?:$|\\n))");

  /** {@code and leading coefficient }: between two formulas. */
  private static final Pattern GAP =
      Pattern.compile("[.,]?(?: [a-z]{1,15}){0,2},? and " + NAME + "(?:of |= ?|: ?)?");

  /** The letter of {@code $y$-intercept}. */
  private static final Pattern LETTER = Pattern.compile("\\$([a-z])\\$(?=-[a-z])");

  private static final Triggers AND = Triggers.of(" and ");
  private static final int REACH = 150;

  private Quantities() {}

  /** Whether the number from {@code start} to {@code end} is one of several that "and" joins. */
  static boolean joins(String text, int start, int end) {
    int from = Math.max(0, start - REACH);
    int to = Math.min(text.length(), end + REACH);
    if (end - start > REACH || !AND.in(text.substring(from, to))) {
      return false;
    }
    for (Pattern pattern : List.of(NAMED_BEFORE, NAMED_AFTER)) {
      Matcher all = pattern.matcher(text).region(from, to).useTransparentBounds(true);
      while (all.find() && all.start() <= start) {
        if (all.end() >= end) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether {@code between} two formulas joins the quantities that they are. */
  static boolean join(String between) {
    String plain = LETTER.matcher(between).replaceAll("$1");
    return between.length() <= REACH && GAP.matcher(plain).matches();
  }
}
