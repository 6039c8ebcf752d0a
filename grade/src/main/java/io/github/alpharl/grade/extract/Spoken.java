package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.latex.NumberWords;
import io.github.alpharl.grade.text.Triggers;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What prose says in words, in the signs that mean the same; code and cut ends left out. */
final class Spoken {

  private static final List<String> SMALL = NumberWords.small(); // zero, one, two …

  private static final String LARGE = "hundred|thousand|million|dozen";

  /** {@code twelve}, {@code twenty-one}, {@code three hundred and five}. */
  static final String WORDS =
      "(?:(?:a (?:"
          + LARGE
          + ")|"
          + String.join("|", SMALL)
          + ")(?:(?: and |[ -])(?:"
          + String.join("|", SMALL.subList(1, SMALL.size()))
          + "|"
          + LARGE
          + ")){0,6})";

  /** {@code the number of ways is twelve.}, {@code Therefore, there are twelve such numbers.} */
  private static final Pattern STATED =
      Pattern.compile(
          "(?i)(?<lead>\\b(?:number|total|count|sum|product|value|remainder|amount|difference|area|perimeter|length|therefore|thus|hence|so)\\b[^.!?\\n]{0,80}?\\b(?:is|are|was|were|equals|has|have|needs?) (?:exactly )?)(?<sign>(?:minus|negative) )?"
              + "(?<words>"
              + WORDS
              + ")(?![\\w-])(?! (?:times|less|more|fewer|plus|minus|to|or|and|of|over|point|percent|power|thirds?|half|halves|quarters?|fourths?|fifths?|divided|multiplied|squared|cubed|[a-z]+ths?|halve[sd]|square root|cube root|roots?|pi|factorial)\\b)"
              + "(?=(?<rest>[^.!?\\n\\d]{0,60})[.!]?\\s*$)");

  /** {@code If the number of rows is twelve}, {@code it is not twelve}: not stated. */
  private static final Pattern UNSTATED =
      Pattern.compile(
          "(?i)\\b(?:if|when|suppose|assum\\w+|maybe|perhaps|possibly|probably|might|may|could|would|think|thought|guess|believe|not|never|false|wrong|doubt|unless|whether)\\b|n['’]t\\b");

  /** Another quantity after the first: {@code five feet six inches}. */
  private static final Pattern NUMBER_WORD = Pattern.compile("(?i)\\b" + WORDS + "\\b");

  /** {@code the ratio of boys to girls is 3 to 4}. */
  private static final Pattern RATIO =
      Pattern.compile("(?i)\\bratio\\b(?:[^.\\n]|\\.(?=\\d)){0,200}");

  private static final Pattern TO =
      Pattern.compile("(?<![\\w.,/^$-])(\\d{1,9}) to (\\d{1,9})(?![\\w/^]|[.,]\\d| ?[-+*=])");

  /** {@code 15 oder 16}, {@code 15 ou 16}, {@code 15 o 16}, {@code 15 или 16}. */
  private static final Pattern OR =
      Pattern.compile(
          "(?<=\\d[%$]?) (?:oder|o|ou|или|eller|lub|veya|atau|hoặc) (?=[$-]?\\d|\\$?[a-z] ?=)");

  /** Code between fences; what it prints stands in fences of another name. */
  private static final Pattern CODE =
      Pattern.compile(
          "(?im)^[ \\t]*```[ \\t]*(?:python3?|py|java|javascript|js|c|cpp|c\\+\\+|sympy|r|julia|matlab|ruby|go|rust|sql|bash|sh)[ \\t]*\\n(?s:.){0,3000}?(?:^[ \\t]*```[ \\t]*$|\\z)");

  /** {@code > 13}: quoted in Markdown. */
  private static final Pattern QUOTE = Pattern.compile("(?<=\\n)> (?=[^\\n]{1,300}\\s*$)");

  private static final String CUT_AFTER =
      "is|are|equals|the|of|and|has|have|holds?|gives?|makes?|gets?|by|with|than|then|plus|minus|times|but"
          + "|because|since|which|that|where|so|from|to|we|and (?:the )?(?:second|third|other|next|last|rest)";

  /** {@code , and we need to double}: what is to be done was not done. */
  private static final String UNFINISHED =
      ", (?:but|and) (?:we|it|this|there|you|i) (?:must|still|need|have to|should|also|then)\\b[^.!?\\n]{0,60}[a-z]";

  private static final Pattern ENDS_CUT =
      Pattern.compile(
          "(?:(?<=[a-z\\d,)]) (?:" + CUT_AFTER + ")| [-+*/=^(×÷]|" + UNFINISHED + ") ?$");

  private static final Triggers ORS =
      Triggers.of(
          " oder ", " o ", " ou ", " или ", " eller ", " lub ", " veya ", " atau ", " hoặc ");
  private static final Triggers SPELLED =
      Triggers.of(
          Stream.concat(SMALL.stream(), Stream.of(LARGE.split("\\|")).map("a "::concat))
              .map(" "::concat)
              .toArray(String[]::new));

  private static final Triggers RATIOS = Triggers.of("ratio");

  /** Numbers in words are looked for in the last sentence alone. */
  private static final int LAST_WORDS = 400;

  /** More characters than the words of a cut end have. */
  private static final int LONGEST_CUT = 100;

  private Spoken() {}

  /** {@code text}, the end of a response, in signs. */
  static String inSigns(String text) {
    String bare = Markup.removedFrom(text);
    String prose = bare.contains("```") ? CODE.matcher(bare).replaceAll("\n") : bare;
    String whole = withoutCutEnd(prose);
    String plain = whole.contains("\n> ") ? QUOTE.matcher(whole).replaceAll("") : whole;
    String or = ORS.in(plain) ? OR.matcher(plain).replaceAll(" or ") : plain;
    String ratios =
        RATIOS.in(or)
            ? RATIO
                .matcher(or)
                .replaceAll(
                    m -> Matcher.quoteReplacement(TO.matcher(m.group()).replaceAll("$1:$2")))
            : or;
    int last = Math.max(0, ratios.length() - LAST_WORDS);
    String end = ratios.substring(last);
    if (!SPELLED.in(end)) {
      return ratios;
    }
    return ratios.substring(0, last)
        + STATED.matcher(end).replaceAll(m -> Matcher.quoteReplacement(inDigits(end, m)));
  }

  /** {@code text} without a last sentence that was cut: {@code The product is}. */
  private static String withoutCutEnd(String text) {
    int end = text.length();
    if (end < 2) {
      return text;
    }
    char last = text.charAt(text.charAt(end - 1) == ' ' ? end - 2 : end - 1);
    if (!Character.isLetter(last) && "-+*/=^(×÷".indexOf(last) < 0) {
      return text;
    }
    int tail = Math.max(0, end - LONGEST_CUT);
    Matcher cut = ENDS_CUT.matcher(text).region(tail, end).useTransparentBounds(true);
    if (!cut.find()) {
      return text;
    }
    int start = cut.start();
    while (start > 0 && cut.start() - start < LAST_WORDS && !endsSentence(text, start - 1)) {
      start--;
    }
    return cut.start() - start < LAST_WORDS ? text.substring(0, start) : text;
  }

  private static boolean endsSentence(String text, int at) {
    char c = text.charAt(at);
    boolean point = c == '.' && !Character.isDigit(text.charAt(at + 1));
    return point || c == '!' || c == '?' || c == '\n';
  }

  private static String inDigits(String text, MatchResult stated) {
    int start = stated.start();
    while (start > 0 && ".!?\n".indexOf(text.charAt(start - 1)) < 0) {
      start--;
    }
    String sentence = text.substring(start, stated.start("words"));
    boolean open =
        UNSTATED.matcher(sentence).find() || NUMBER_WORD.matcher(stated.group("rest")).find();
    boolean negative = stated.group("sign") != null;
    return NumberWords.value(stated.group("words").toLowerCase(Locale.ROOT))
        .filter(value -> !open)
        .map(value -> stated.group("lead") + (negative ? value.negate() : value))
        .orElse(stated.group());
  }
}
