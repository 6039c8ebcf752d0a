package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.text.Triggers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements of what would be the answer to another question. */
final class Suppositions {

  /** {@code Without the restriction, }, {@code If order mattered, }: before a statement. */
  private static final Pattern CLAUSE =
      Pattern.compile(
          "(?i)(?:^|[.!?;:\\n]\\s{0,3}|\\b(?:but|and|so),? )(?:\\*\\*)?(?:without|ignoring|disregarding|neglecting|forgetting|not counting|if|had|were|naively|at first (?:glance|sight)|a naive|an? (?:over|under)count|by (?:naive|plain))\\b[^.!?\\n]{0,120}$");

  /** {@code With it, we get 5}, {@code , but here it is 5}: what is so comes after. */
  private static final Pattern CONTRAST =
      Pattern.compile(
          "(?i)^[^.!?;\\n]{0,100}?(?:(?:[.!?;]|\\n)\\s{0,3}(?:with|but|however|including|counting|taking|considering|keeping|actually|in (?:fact|reality|our|this)|here|now|since|instead|as|because|subtract\\w*|exclud\\w*|remov\\w*|it (?:does|is|was|did)|they (?:do|are)|we (?:must|need|have to))\\b|,? (?:but|whereas|while|yet)\\b)[^\\n]{0,200}\\d");

  /** {@code Had we counted both, it would be 7.} after what is so. */
  private static final Pattern TRAILING =
      Pattern.compile(
          "(?i)(?<=\\d[^.;\\n]{0,80}[.;\\n])\\s{0,3}(?:without|ignoring|disregarding|not counting|had|if (?:we|it|they|one|i) (?:had|did|were not|weren['’]t|ignored|forgot|counted|allowed)|otherwise,?)\\b[^.!?\\n]{0,150}\\bwould\\b[^.!?\\n]{0,100}[.!]?\\s*$");

  /** {@code So there are 5. If all were allowed, there would be 7.} */
  private static final Pattern AFTER_CONCLUSION =
      Pattern.compile(
          "(?i)(?<=\\b(?:so|therefore|thus|hence|in total|altogether)\\b[^.;\\n]{0,100}\\d[^.;\\n]{0,60}[.;\\n])\\s{0,3}if\\b[^.!?\\n]{0,150}\\b(?:would|could)\\b[^.!?\\n]{0,100}[.!]?\\s*$");

  /** {@code If n is even, the }: a condition before "answer is". */
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?i)(?:^|[.!?;:\\n]\\s{0,3}|\\b(?:and|but),? )(?:if|when|for|in case)\\b[^.!?\\n]{1,80}$");

  private static final Triggers WOULD = Triggers.of("would", "could");
  private static final int REACH = 160;

  private Suppositions() {}

  /**
   * Whether the statement from {@code start} to {@code end} is of another case than the real one.
   */
  static boolean isOther(String text, int start, int end) {
    return before(CLAUSE, text, start) && CONTRAST.matcher(text.substring(end)).find();
  }

  /** Whether a condition stands before the statement at {@code start}. */
  static boolean isConditional(String text, int start) {
    return before(CONDITION, text, start);
  }

  /** {@code text} without what would be, at its end, where what is stands before it. */
  static String removedFrom(String text) {
    if (!WOULD.in(text)) {
      return text;
    }
    String real = TRAILING.matcher(text).replaceFirst("");
    return AFTER_CONCLUSION.matcher(real).replaceFirst("");
  }

  private static boolean before(Pattern pattern, String text, int start) {
    int from = Math.max(0, start - REACH);
    Matcher clause = pattern.matcher(text.substring(from, start));
    return clause.find();
  }
}
