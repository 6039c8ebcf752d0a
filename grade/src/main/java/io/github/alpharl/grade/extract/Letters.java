package io.github.alpharl.grade.extract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one reader of letters for multiple choice. Hedges between two letters are no answer. */
final class Letters {

  /** Brackets, quotes and marks of bold around a letter. */
  private static final String OPEN =
      "(?:[\\s(\\[{*_$\"'“”‘’「【（`]|\\\\(?:text|mathrm|textbf|mathbf|boxed)\\s?\\{|\\\\[(\\[]){0,8}";

  private static final String CLOSE = "[)\\]}*_$\"'”’」】）`]";

  /** {@code Option (B)}, {@code **C**}, {@code "d"}: the letter is group 1. */
  private static final Pattern LETTER =
      Pattern.compile(
          OPEN
              + "(?:(?i:the )?(?i:option|choice|answer|选项|答案)\\s?(?i:is)?[:：]?\\s?"
              + OPEN
              + ")?([A-Za-z])(?![A-Za-z0-9'’=+^])");

  /** What may follow a letter that stands for itself: {@code )}, {@code .}, {@code :}, the end. */
  private static final Pattern ENDS =
      Pattern.compile(
          "(?:"
              + CLOSE
              + "|\\\\[)\\]])*(?:\\s*$|\\s*\\n|[.):：,;，、。]|\\s+[-–—]\\s|\\s*[(（])|(?:"
              + CLOSE
              + ")+\\s");

  /** A word after a letter that makes it no article: {@code D because}. */
  private static final Pattern REASON =
      Pattern.compile("\\s+(?:because|since|as|is|which|due|for|from|based)\\b");

  /** A second letter beside the first: {@code A or B}, {@code A/B}, {@code A, B}. */
  private static final Pattern SECOND =
      Pattern.compile(
          CLOSE
              + "*\\s?(?:/|,|，|、|&|or|and|\\\\text\\s?\\{\\s?(?:or|and)\\s?\\}| ) ?(?:or |and )?"
              + OPEN
              + "([A-Z])(?![A-Za-z0-9'’])");

  /** {@code Answer: B}, {@code **Answer**: B}, {@code 答案：B}; the letter is what follows. */
  private static final Pattern COLON =
      Pattern.compile(
          "(?i)(?:answer|choice|option|答案|réponse|antwort)(?:\\s?(?:is|是|为|選擇|选择))?[*_]{0,4}\\s{0,3}[:：]\\s{0,3}");

  /** {@code The correct answer is B}, {@code 答案是B}. */
  private static final Pattern IS =
      Pattern.compile(
          "(?i)(?:(?:answer|choice|option)(?:[^\\n.$]{0,40}?)\\s+is\\s*:?|(?:答案|réponse|antwort)\\s*(?:应该|應該)?(?:是|为|為|est|ist)|(?:故选|故選|选择|選擇))\\s*");

  /** {@code I think D is correct}. */
  private static final Pattern CORRECT =
      Pattern.compile(
          "(?<![A-Za-z'’])\\(?([A-Z])\\)?\\s+(?:is|must be|seems)\\s+(?:the\\s+)?(?:most\\s+)?(?:correct|right|best)");

  /** A line with nothing but a letter: {@code **(D)**.} */
  private static final Pattern LINE =
      Pattern.compile("(?m)^[\\s*_$(\\[\"']{0,8}([A-Z])[)\\]\"'.*_$\\s]{0,8}$");

  /** A line that starts with a letter: {@code D. because}. */
  private static final Pattern START =
      Pattern.compile("(?m)^[\\s*_(\\[]{0,6}([A-Z])[)\\]*_]{0,4}[.:)] ");

  private static final int PHRASE = 200;

  private Letters() {}

  /** The letter that a response chooses; a text that is no letter where two are offered. */
  static Optional<Candidate> chosen(String text, int tailLength) {
    if (Boxes.isCut(text)) {
      return Optional.empty();
    }
    String place = text;
    Optional<String> tagged = AnswerPart.tagged(text);
    Optional<String> box = Boxes.last(tagged.orElse(text)).or(() -> tagged);
    if (box.isPresent()) {
      Optional<String> read = read(box.get().strip());
      if (read.isPresent()) {
        return Optional.of(
            new Candidate(read.get(), tagged.isPresent() ? "<answer>" : "box", true));
      }
      place = tagged.isPresent() ? text.replace(tagged.get(), " ") : text;
    }
    Optional<Candidate> phrase =
        ofPhrases(place.substring(Math.max(0, place.length() - tailLength)));
    return phrase.or(() -> box.map(b -> new Candidate(b.strip(), "box", true)));
  }

  private static Optional<Candidate> ofPhrases(String tail) {
    for (Pattern pattern : List.of(COLON, IS)) {
      Optional<String> last = Optional.empty();
      Matcher m = pattern.matcher(tail);
      while (m.find()) {
        String rest = tail.substring(m.end(), Math.min(tail.length(), m.end() + PHRASE));
        Optional<String> read = read(rest);
        last = read.isPresent() ? read : last;
      }
      if (last.isPresent()) {
        return last.map(Letters::phrase);
      }
    }
    return last(CORRECT, tail)
        .or(() -> last(LINE, tail))
        .or(() -> onlyStart(tail))
        .map(Letters::phrase);
  }

  private static Candidate phrase(String letter) {
    return new Candidate(letter, "answer phrase", true);
  }

  private static Optional<String> last(Pattern pattern, String text) {
    return pattern.matcher(text).results().reduce((a, b) -> b).map(m -> m.group(1));
  }

  /** The letter of the only line that starts with one; several lines list the choices. */
  private static Optional<String> onlyStart(String text) {
    List<MatchResult> lines = START.matcher(text).results().toList();
    return lines.size() == 1 ? Optional.of(lines.getFirst().group(1)) : Optional.empty();
  }

  /** The letter at the start of {@code text}; all of a text that offers two. */
  static Optional<String> read(String text) {
    Matcher letter = LETTER.matcher(text);
    if (!letter.lookingAt()) {
      return Optional.empty();
    }
    String name = letter.group(1);
    String rest = text.substring(letter.end());
    if (offersSecond(name, rest)) {
      return Optional.of(text.substring(0, Math.min(text.length(), PHRASE)).strip());
    }
    boolean capital = Character.isUpperCase(name.charAt(0));
    boolean reason = capital && !name.equals("I") && REASON.matcher(rest).lookingAt();
    return ENDS.matcher(rest).lookingAt() || reason
        ? Optional.of(name.toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  private static boolean offersSecond(String name, String rest) {
    Matcher second = SECOND.matcher(rest);
    return second.lookingAt() && !second.group(1).equals(name) && !second.group(1).equals("I");
  }
}
