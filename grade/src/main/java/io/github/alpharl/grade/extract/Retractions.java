package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.text.Triggers;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words with which a response takes back what it has said before. */
final class Retractions {

  /** {@code That is wrong}, {@code I made a mistake}, {@code Correction:}, {@code Oops}. */
  private static final Pattern RETRACTED =
      Pattern.compile(
          "(?i)\\b(?:that|this|it|(?:my|the|above|previous) answer|which)(?: is|'s|’s| was| seems| looks| appears)(?: to be)? (?:actually )?(?:wrong|incorrect|not (?:right|correct))\\b"
              + "|\\bcorrection\\b|\\b(?:seems|looks|appears|is) (?:far |much |way )?too (?:large|small|big|high|low)[.,!;]|\\b(?:try (?:that |this |it )?again|start(?:ing)? over|redo (?:this|that|it))\\b|\\b(?:doesn|don|can)['’]t (?:seem|look|be) right\\b|\\b(?:i|i've|have) made (?:a|an) (?:mistake|error)\\b|\\b(?:that|this) is (?:a|an) (?:mistake|error)\\b"
              + "|\\bthe (?:correct|right|true) (?:answer|result|value) (?:is|should)\\b|\\bshould (?:actually |instead )be\\b"
              + "|\\b(?:oops|scratch that|on second thoughts?|never ?mind|disregard (?:that|this)|i (?:miscalculated|miscounted|misread|misunderstood)|i was wrong|i meant?|just kidding|strike that|i (?:withdraw|retract) (?:it|that|this|my)|sorry,? (?:i|it|that|the|make|my)|apolog(?:y|ies|i[sz]e)|(?:also|equally) (?:possible|plausible))\\b"
              + "|\\bedit:|\\b(?:no|actually|wait)(?:,? (?:wait|no|actually)){0,2},? (?:the )?(?:(?:correct |right |final )?answer|it) (?:is|should)\\b");

  /** One of them is in every match of the pattern above. */
  private static final Triggers RETRACTING =
      Triggers.of(
          "wrong",
          "correct",
          "not right",
          "the right",
          "be right",
          "look right",
          "seem right",
          "the true",
          "too large",
          "too small",
          "too big",
          "too high",
          "too low",
          "try ",
          "start over",
          "starting over",
          "redo ",
          "mistake",
          "error",
          "should ",
          "oops",
          "scratch that",
          "on second thought",
          "never",
          "disregard",
          "miscalculated",
          "miscounted",
          "misread",
          "misunderstood",
          "i mean",
          "just kidding",
          "strike that",
          "i withdraw",
          "i retract",
          "sorry",
          "apolog",
          "edit:",
          "also possible",
          "also plausible",
          "equally p",
          "no ",
          "no, ",
          "actually",
          "wait");

  /** {@code is wrong}, {@code is not the answer}, {@code ?}, {@code ^2}: right after an answer. */
  private static final Pattern AT_ONCE =
      Pattern.compile(
          "(?i)^[\\s$)\\]\\\\.*]*(?:(?:text ?\\{ ?)?\\( ?(?:this is |that is )?(?:wrong|incorrect|not right|false)\\b|(?:は|が|은|는|이|가)? ?(?:아니|아닙|değil|では(?:あり|ない)|ではな|じゃな)|(?:is|was) (?:wrong|incorrect|false|not |(?:just |only )?a guess)|isn['’]t |cannot be |can['’]t be |\\?)|^\\s?\\^(?!\\s?\\{?\\s?\\\\circ)|^ ?[+] ?[\\w\\\\]");

  /** {@code isn't 7 but }: what follows is. */
  private static final Pattern NOT_BUT =
      Pattern.compile(
          "(?i)\\b(?:(?:is|are|was) not|(?:isn|aren|wasn)['’]t) \\$?[-\\w./\\\\{}]{1,30}\\$?,? but (?:rather )?");

  /** {@code 8, not 9}: the second is what the answer is not. */
  private static final Pattern BUT_NOT =
      Pattern.compile(
          "(?<=[\\d})$a-z]),? (?:and )?(?:not|rather than|instead of) \\$?-?[\\d./]{1,20}\\$?(?=\\.?(?:\\s|$))");

  private static final Pattern NUMBER_BEFORE =
      Pattern.compile("\\d[\\d.,/]{0,20}\\$?(?: [a-z]{2,15}){0,2}$");

  private static final Triggers NOT = Triggers.of("not ", "rather ", "instead ");

  /** More characters than a retraction has before its word, and from there on. */
  private static final int BEFORE = 70;

  private static final int AFTER = 50;

  /** Of {@code , and not 9}. */
  private static final int BEFORE_NOT = 6;

  private static final Triggers BUT = Triggers.of("but ");

  private Retractions() {}

  /** {@code text} where "is not a but b" reads "is b", and "a, not b" reads "a". */
  static String corrected(String text) {
    String plain = BUT.in(text) ? NOT_BUT.matcher(text).replaceAll("is ") : text;
    return NOT.results(BUT_NOT, BEFORE_NOT, AFTER, plain).isEmpty() ? plain : withoutDenied(plain);
  }

  private static String withoutDenied(String text) {
    return BUT_NOT
        .matcher(text)
        .replaceAll(m -> isBut(text, m.start()) ? "" : Matcher.quoteReplacement(m.group()));
  }

  /** Whether a number stands right before, as in {@code 8 cubes, not 9}. */
  private static boolean isBut(String text, int end) {
    return NUMBER_BEFORE.matcher(text.substring(Math.max(0, end - 40), end)).find();
  }

  /** Whether the words after an answer take it back. */
  static boolean takesBack(String after) {
    return !retractions(after).isEmpty() || deniesAtOnce(after);
  }

  /** Whether the words right after an answer say that it is none. */
  static boolean deniesAtOnce(String after) {
    return AT_ONCE.matcher(after).lookingAt();
  }

  /** What follows the last retraction; all of {@code text} where there is none. */
  static String kept(String text) {
    List<MatchResult> all = retractions(text);
    return all.isEmpty() ? text : text.substring(all.getLast().start());
  }

  private static List<MatchResult> retractions(String text) {
    return RETRACTING.results(RETRACTED, BEFORE, AFTER, text);
  }
}
