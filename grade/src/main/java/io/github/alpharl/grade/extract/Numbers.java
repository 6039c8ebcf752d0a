package io.github.alpharl.grade.extract;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers in sentences. A number is an answer only where it stands alone; one that is a part of a
 * formula, of code or of a range stands for the whole run around it.
 */
final class Numbers {

  /** {@code 1 080}, {@code 2 1/2}, {@code 1,080.5}, {@code 3/4}, {@code 12%}, {@code .5}. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:(?<![\\w)])-)?(?:\\d{1,3}(?: \\d{3}){0,5} \\d{1,9}/\\d{1,9}(?!\\d)|\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d{1,400}(?:,\\d{1,2}(?![\\d,]))?)(?:\\.\\d{1,400})?(?:/\\d{1,400})?%?|-?\\.\\d{1,400}");

  /** {@code are 12}, {@code makes 5}, {@code is about 3}; the number is what follows. */
  private static final Pattern STATED =
      Pattern.compile(
          "(?i)(?<!which )\\b(?:is|are|(?<!divisible |divided |multiplied )by|equals|makes)\\s+(?:about |approximately |exactly )?(?=(?:\\*\\*)?\\$?[-.–−]?\\d)");

  /** Words before a number that take it back: {@code at least 3}, {@code cannot be 3}. */
  private static final Pattern HEDGED_BEFORE =
      Pattern.compile(
          "(?i)(?:\\b(?:at least|at most|more than|less than|fewer than|greater than|bigger than|larger than|smaller than|up to|above|below|almost|nearly|close to|over|under|except|(?<!, )but|not|cannot|never|neither|nor|between|from|either|or|maybe|might|may|could|perhaps|probably|possibly|或者?|minus|negative|plus|times|base|version|step|undefined for|rules? out|other than|besides|unless|doubt|false to say|divisible by|divided by|multiplied by|multiples? of|factors? of|power of|per|every|(?:square|cube) roots? of|(?:square|cube) of|half of|modulo|mod)|n't|n’t)"
              + "(?: (?:be|equal|to|exactly|the|answer|is|a|that|it)){0,4}\\s*$"
              + "|(?:\\bno es|\\bnicht|\\bniet|\\binte|\\bikke|\\bnie|\\bbukan|không(?: phải)?(?: là)?|또는|혹은|または|もしくは|est pas|não é|\\bnon è|(?<![\\p{L}])не|不是|并非|不等于|不为|大于|小于|第)\\s*$|\\b(?:between|from)\\s+\\S{1,20}\\s+(?:and|to)\\s*$|\\d\\S{0,20} (?:to|through)\\s*$|\\b(?:\\d{1,9}|one|two|three) (?:in|out of)\\s*$|[A-Za-z)] % $");

  /** {@code 41 or so}. */
  private static final Pattern OR_SO =
      Pattern.compile("(?i)(?: [a-z]{1,15})?,? (?:or so|or thereabouts|give or take)\\b");

  /** {@code 45 cents}: the part of a unit, which the number alone would not say. */
  private static final Pattern CENTS = Pattern.compile(" (?:cents|¢)(?![A-Za-z])");

  /** What goes on after a number: {@code to 5}, {@code in base 7}, {@code feet 6 inches}. */
  private static final Pattern GOES_ON =
      Pattern.compile(
          "(?i)\\s*(?:(?:to|or|through|in base|in (?:binary|octal|hexadecimal|hex)|base|and a half|or so|plus|minus|times|divided|multiplied|over|squared|cubed|factorial|choose|more than|less than|of (?:the |all |every )?\\d{1,20})\\b|(?!\\*\\*)[-–+*/^_=<>\\\\{(×÷]|[a-z]{2,8}\\.? (?:and )?\\d|, ?\\d"
              + "|或|(?:if|when|for)\\b[^.\\n]{0,60}\\b(?:and|or|but|,)? ?\\S{1,20} (?:if|when|otherwise)\\b)");

  /** Signs that join what stands beside them: {@code 3x}, {@code 2^3}, {@code >5}. */
  private static final String JOINS = "\\^_{}+-–−±∓*/=<>≤≥≈×÷√π²³⁴⁵⁶⁷⁸⁹⁰¹!'\"[]|&#@";

  /** The end of {@code 3 + }: the number after it is a part of the sum. */
  private static final Pattern OPERATOR_BEFORE = Pattern.compile("[-+*/^<>≤≥×÷–−≠] $");

  /** The start of {@code * x}: the number before it is a part of the product. */
  private static final Pattern OPERATOR_AFTER =
      Pattern.compile(" ?[-+*/^=<>≤≥×÷–−≠](?= ?[\\w(\\\\])");

  /** {@code 3 times twelve}: the number before it is a part of the product. */
  private static final Pattern WORDS_AFTER =
      Pattern.compile(
          "(?i) (?:times|plus|minus|divided by|multiplied by) (?:" + Spoken.WORDS + "|[a-z])\\b");

  /** The unit of {@code 25m²}, {@code 3kg}. */
  private static final Pattern ATTACHED_UNIT =
      Pattern.compile(
          "(?:[kcm]?m|[km]?g|h|s|ft|in|m?[lL]|lbs?)[²³]?(?![\\w^_=+*/(-])",
          Pattern.UNICODE_CHARACTER_CLASS);

  /** {@code (1, 3)}, {@code {1, 2, 3}}, {@code [0, 5)}, {@code ⟨1, 2⟩}. */
  private static final Pattern BRACKETS =
      Pattern.compile("[(\\[{⟨][^()\\[\\]{}\\na-z]{1,100},[^()\\[\\]{}\\na-z]{1,100}[)\\]}⟩]");

  /** {@code minus }, {@code negative }: before a number. */
  private static final Pattern MINUS = Pattern.compile("(?i)\\b(?:minus|negative)\\s*$");

  /** {@code |x - 2| = }, {@code x^2 = }, {@code 2y = }: the number is no value of the unknown. */
  private static final Pattern UNSOLVED =
      Pattern.compile(
          "(?:^|[\\s$(])(?:\\|(?=[^|]{0,40}[a-z])[^|=\\n]{0,40}[-+*/^][^|=\\n]{0,40}\\||\\d{1,3}[a-z]|[a-z](?:\\^\\{?\\d\\}?|[²³])) ?= ?$");

  private static final int LONGEST_RUN = 200;

  /** Hangul, kana and ideographs lie behind all alphabets. */
  private static final char FIRST_OF_EAST_ASIA = 0x1100;

  private Numbers() {}

  /** The last number of {@code text}, or the run it is a part of; empty where it is taken back. */
  static Optional<String> last(String text) {
    String plain = Sentences.stating(text);
    Optional<MatchResult> last = NUMBER.matcher(plain).results().reduce((a, b) -> b);
    return last.flatMap(m -> alone(plain, m));
  }

  /** The number that {@code m} found in {@code text} where it stands alone, else its run. */
  private static Optional<String> alone(String text, MatchResult m) {
    String before = text.substring(Math.max(0, m.start() - 60), m.start());
    Optional<String> group =
        bracketed(text, m.start(), m.end()).or(() -> Joined.statement(text, m));
    if (group.isPresent()) {
      return group;
    }
    if (HEDGED_BEFORE.matcher(before).find() && !joinsBefore(text, m.start())) {
      return signed(before, m.group());
    }
    if (Retractions.deniesAtOnce(text.substring(m.end()))
        || OR_SO.matcher(text).region(m.end(), text.length()).lookingAt()
        || WORDS_AFTER.matcher(text).region(m.end(), text.length()).lookingAt()) {
      return Optional.empty();
    }
    Optional<String> whole =
        joinsBefore(text, m.start()) ? Optional.empty() : Joined.whole(text, m);
    if (whole.isPresent()) {
      return whole;
    }
    if (Quantities.joins(text, m.start(), m.end())) {
      return Optional.empty();
    }
    boolean joined =
        joinsBefore(text, m.start())
            || joinsAfter(text, m.end())
            || OPERATOR_BEFORE.matcher(before).find()
            || (before.indexOf('=') >= 0 && UNSOLVED.matcher(before).find())
            || OPERATOR_AFTER.matcher(text.substring(m.end())).lookingAt();
    if (m.start() > 0 && text.charAt(m.start() - 1) == ':' && ratioIsDenied(text, m.start())) {
      return Optional.empty();
    }
    boolean cents = CENTS.matcher(text).region(m.end(), text.length()).lookingAt();
    return joined
        ? Optional.of(run(text, m.start(), m.end()))
        : Optional.of(cents ? m.group() + " cents" : m.group());
  }

  /** {@code not 3:4}: whether a word before the ratio takes it back. */
  private static boolean ratioIsDenied(String text, int end) {
    int start = end;
    while (start > 0
        && (text.charAt(start - 1) == ':' || Character.isDigit(text.charAt(start - 1)))) {
      start--;
    }
    return HEDGED_BEFORE.matcher(text.substring(Math.max(0, start - 60), start)).find();
  }

  /** {@code (1, 3)}, {@code {1, 2, 3}}: a number within is a part of the whole. */
  private static Optional<String> bracketed(String text, int start, int end) {
    Matcher brackets =
        BRACKETS.matcher(text).region(Math.max(0, start - LONGEST_RUN), text.length());
    while (brackets.find() && brackets.start() < start) {
      if (brackets.end() > end) {
        return Optional.of(brackets.group());
      }
    }
    return Optional.empty();
  }

  /** "minus 7" is −7; any other hedge leaves no answer. */
  private static Optional<String> signed(String before, String number) {
    return MINUS.matcher(before).find() && !number.startsWith("-")
        ? Optional.of("-" + number)
        : Optional.empty();
  }

  private static boolean joinsBefore(String text, int start) {
    if (start == 0) {
      return false;
    }
    char c = text.charAt(start - 1);
    boolean bold = c == '*' && start > 1 && text.charAt(start - 2) == '*';
    boolean mark =
        !bold && JOINS.indexOf(c) >= 0 && !(c == '=' && !text.startsWith("==", start - 2));
    boolean money = c == '$' && start > 1 && JOINS.indexOf(text.charAt(start - 2)) >= 0;
    boolean ratio = c == ':' && start > 1 && Character.isDigit(text.charAt(start - 2));
    boolean call = c == '(' && start > 1 && Character.isLetter(text.charAt(start - 2));
    return mark || isLatin(c) || c == '.' || money || ratio || call;
  }

  private static boolean joinsAfter(String text, int end) {
    if (end >= text.length()
        || ATTACHED_UNIT.matcher(text).region(end, text.length()).lookingAt()) {
      return false;
    }
    char c = text.charAt(end);
    boolean bold = text.startsWith("**", end);
    if (c == ':' && end + 1 < text.length() && Character.isDigit(text.charAt(end + 1))) {
      return true;
    }
    boolean inches =
        c == '\'' && end + 1 < text.length() && Character.isDigit(text.charAt(end + 1));
    return inches || (!bold && c != '\'' && c != '"' && JOINS.indexOf(c) >= 0) || isLatin(c);
  }

  /** A letter of formulas and units; one of Chinese, Japanese or Korean joins to no number. */
  private static boolean isLatin(char c) {
    return Character.isLetter(c) && c < FIRST_OF_EAST_ASIA;
  }

  /** Everything without a blank around the place, and what operators join to it. */
  private static String run(String text, int start, int end) {
    int from = start;
    int least = Math.max(0, start - LONGEST_RUN);
    while (from > least && (!blank(text, from - 1) || joinedOver(text, from))) {
      from--;
    }
    int to = end;
    int most = Math.min(text.length(), end + LONGEST_RUN);
    while (to < most && (!blank(text, to) || joinedOver(text, to + 1))) {
      to++;
    }
    String run = BareText.unmarked(text.substring(from, to).strip());
    return Formulas.undollared(run).replaceAll("[.,;:!?]+$", "");
  }

  private static boolean blank(String text, int at) {
    return Character.isWhitespace(text.charAt(at));
  }

  /** Whether an operator or a unit after its number stands beside the blank before {@code at}. */
  private static boolean joinedOver(String text, int at) {
    char left = at >= 2 ? text.charAt(at - 2) : ' ';
    char right = at < text.length() ? text.charAt(at) : ' ';
    String operators = "=+*/<>≤≥×÷^-–−";
    boolean line = at >= 1 && text.charAt(at - 1) == '\n';
    boolean unit = Character.isDigit(left) && Character.isLetter(right);
    boolean sign =
        "-–−+".indexOf(right) >= 0
            && Character.isLetter(left)
            && at + 1 < text.length()
            && !blank(text, at + 1);
    boolean operator = operators.indexOf(left) >= 0 || (operators.indexOf(right) >= 0 && !sign);
    return !line && (operator || unit);
  }

  /** The last number after "is" or "are" in a sentence, unless a formula follows. */
  static Optional<String> stated(String sentence) {
    String rest = sentence.substring(Formulas.in(sentence).lastEnd());
    Optional<MatchResult> said = STATED.matcher(rest).results().reduce((a, b) -> b);
    return said.flatMap(
        m -> {
          Matcher number = NUMBER.matcher(rest);
          return number.find(m.end()) && !isHedged(rest, number)
              ? alone(rest, number.toMatchResult())
              : Optional.empty();
        });
  }

  /** The numbers of a phrase after "answer is": the first, unless something takes it back. */
  static Optional<Candidate> ofPhrase(String phrase, String place) {
    Matcher number = NUMBER.matcher(phrase);
    if (!number.find()) {
      return Optional.empty();
    }
    Optional<String> text =
        isHedged(phrase, number) ? Optional.empty() : alone(phrase, number.toMatchResult());
    return Optional.of(text.map(t -> new Candidate(t, place, false)).orElse(none(phrase, place)));
  }

  /** What is no answer, and lets nothing after it be one. */
  private static Candidate none(String phrase, String place) {
    return new Candidate(phrase, place, true);
  }

  private static boolean isHedged(String text, Matcher number) {
    String before = text.substring(0, number.start());
    boolean minus = MINUS.matcher(before).find();
    boolean goesOn = GOES_ON.matcher(text).region(number.end(), text.length()).lookingAt();
    boolean joined = joinsBefore(text, number.start()) || joinsAfter(text, number.end());
    return (HEDGED_BEFORE.matcher(before).find() && !minus) || (goesOn && !joined);
  }
}
