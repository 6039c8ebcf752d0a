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
              + "(?:(?i:the )?(?i:option|choice|answer|选项|答案)\\s?(?i:is)?[:：]?[\\s}]{0,3}"
              + OPEN
              + ")?([A-Za-z])(?![A-Za-z0-9'’=+^])");

  /** What may follow a letter that stands for itself: {@code )}, {@code .}, {@code :}, the end. */
  private static final Pattern ENDS =
      Pattern.compile(
          "(?:"
              + CLOSE
              + "|\\\\[)\\]])*(?:\\s*$|\\s*\\n|[.):：,;，、。!]|\\s+。|\\s*(?:选项|選項)|です|である|だ|입니다|이다|번|\\s+[-–—]\\s|\\s*[(（])|(?:"
              + CLOSE
              + ")+\\s");

  /** A word after a letter that makes it no article: {@code D because}. */
  private static final Pattern REASON =
      Pattern.compile(
          "\\s+(?:because|since|as|is (?:clearly |the )?(?:correct|right|best|only|true|answer|supported|consistent|most)|which|due|for|from|based)\\b");

  /** A second letter beside the first: {@code A or B}, {@code A/B}, {@code A, B}. */
  private static final Pattern SECOND =
      Pattern.compile(
          CLOSE
              + "*\\s?(?:/|,|，|、|&|;|\\+|\\||→|or|and|vs\\.?|或|和|\\\\text\\s?\\{\\s?(?:or|and)\\s?\\}| ) ?[(]?(?:(?:or|and|maybe|possibly|perhaps|probably|even|both|either) ){0,3}"
              + OPEN
              + "([A-Z])(?![A-Za-z0-9'’])");

  /** "Answer" in the languages that models answer in. */
  private static final String ANSWER =
      "réponse|antwort|respuesta|risposta|resposta|ответ|відповідь|đáp án|cevap|yanıt|odpowiedź"
          + "|odpověď|svaret|svar|antwoord|jawaban|jawapan|คำตอบ|απάντηση|תשובה|الإجابة|الاجابة"
          + "|الجواب|پاسخ|उत्तर|উত্তর|răspunsul|răspuns|válasz|vastaus";

  /** {@code Answer: B}, {@code **Answer**: B}, {@code 答案：B}; the letter is what follows. */
  private static final Pattern COLON =
      Pattern.compile(
          "(?iu)(?:answer|choice|option|答案|选项|選項|答え|正解|정답|답|"
              + ANSWER
              + ")(?:\\s?(?:is|是|为|選擇|选择))?[*_]{0,4}(?:\\s{0,3}[:：】]\\s{0,3}| [-–—] (?=\\(?[A-Za-z]\\b))");

  /** {@code The correct answer is B}, {@code 答案是B}. */
  private static final Pattern IS =
      Pattern.compile(
          "(?iu)(?:(?:answer|choice|option)(?:[^\\n.$]{0,40}?)\\s+(?:is|must be|should be|has to be|would be|will be)(?: not \\(?[A-Z]\\)?,? but)?\\s*:?|(?:答案|选项|選項)\\s*(?:应该|應該)?(?:是|为|為)|(?:"
              + ANSWER
              + ")(?:\\s+(?!(?:no|non|nicht|não|не|nie|inte|ikke|niet|bukan|không|ne)(?!\\p{L}))\\p{L}{2,12}){0,2}\\s*(?:(?<!\\p{L})(?:est|ist|es|è|é|là|jest|är|er|is|adalah|ialah|este|je)|—|-)(?![\\p{L}])|(?:答え|正解)は|(?:정답|답)은|(?:[故应應]?选择?|[故應]?選擇?)(?![项項擇择]))\\s*[:：]?\\s*");

  /** {@code I'd go with B}, {@code we choose (C)}; the letter is what follows. */
  private static final Pattern GO_WITH =
      Pattern.compile(
          "(?i)(?<!n['’]t |not |never )\\b(?:go(?:ing)? with|choose|chose|choosing|select(?:ing)?|pick(?:ing)?|opt(?:ing)? for|(?:corresponds? to|match(?:es)?|supports?|points? to|leaves(?: only)?|indicates|gives)(?= (?:option|choice|answer)))\\s+(?=(?:option |choice |answer )?[(*\"]{0,3}(?-i:[A-Z])\\b)");

  /** {@code Therefore, (C).} at the end of a line. */
  private static final Pattern CONCLUDED =
      Pattern.compile(
          "(?m)\\b(?i:(?:therefore|thus|hence|so),?\\s+(?:it(?: is|'s|’s) |must be )?|it(?: is|['’]s| must be| should be| has to be) )[(*]{0,3}([A-HJ-Z])[)*]{0,3}[.!]?\\s*$");

  /** {@code I think D is correct}. */
  private static final Pattern CORRECT =
      Pattern.compile(
          "(?<![A-Za-z'’])\\(?([A-Z])\\)?(?:\\s+(?:is|must be|seems)\\s+(?:the\\s+)?(?:most\\s+)?(?:correct|right|best)|\\s?(?:选项)?是?(?:正确|对)的?)");

  /** {@code I don't think}, {@code If}: what follows is not said. */
  private static final Pattern UNSAID =
      Pattern.compile(
          "(?i)(?:n['’]t (?:think|believe)|\\bdoubt|wrong|incorrect|false|\\bif|whether|\\bunless|suppose|not|why|(?:^|[.!?\\n] {0,3})is)(?: (?:that|say|the|option|choice|answer)){0,3}\\s*\\(?$");

  /** A line with nothing but a letter: {@code **(D)**.} */
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^[\\s*_$(\\[\"']{0,8}(?:\\\\(?:mathbf|mathrm|text|textbf|boldsymbol) ?\\{)?([A-Z])[)\\]}\"'.*_$\\s]{0,8}$");

  /** A line that starts with a letter: {@code D. because}. */
  private static final Pattern START =
      Pattern.compile("(?m)^[\\s*_(\\[]{0,6}([A-Z])[)\\]*_]{0,4}[.:)] ");

  /** {@code c}, {@code (c).}, where it is all that is said. */
  private static final Pattern SMALL = Pattern.compile("[(\\[\"]?([a-j])[)\\]\"]?\\.?");

  /** {@code Option B} and nothing else. */
  private static final Pattern OPTION =
      Pattern.compile("(?i)(?:the )?(?:option|choice) [(\\[*]{0,3}([a-j])[)\\]*]{0,3}[.!]?");

  private static final int PHRASE = 200;

  private Letters() {}

  /** The letter that a response chooses; a text that is no letter where two are offered. */
  static Optional<Candidate> chosen(String text, int tailLength) {
    if (Boxes.in(text).isCut()) {
      return Optional.empty();
    }
    String place = text;
    Optional<String> tagged = AnswerPart.tagged(text);
    Boxes boxes = Boxes.in(tagged.orElse(text));
    Optional<String> box = boxes.last().or(() -> tagged);
    if (box.isPresent()) {
      boolean kept = !boxes.isDenied() && !Retractions.takesBack(boxes.afterLast());
      Optional<String> read = kept ? read(box.get().strip()) : Optional.empty();
      if (!kept) {
        return ofPhrases(boxes.afterLast());
      }
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
    for (Pattern pattern : List.of(COLON, IS, GO_WITH)) {
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
    return correct(tail)
        .or(() -> CONCLUDED.matcher(tail).results().reduce((a, b) -> b).map(m -> m.group(1)))
        .or(() -> onlyLine(tail))
        .or(() -> reasoned(tail))
        .or(() -> onlyStart(tail))
        .or(() -> lowerCase(tail))
        .map(Letters::phrase);
  }

  /** "D is correct", unless "I do not think that" stands before it. */
  private static Optional<String> correct(String text) {
    return CORRECT
        .matcher(text)
        .results()
        .filter(m -> !UNSAID.matcher(text.substring(0, m.start())).find())
        .reduce((a, b) -> b)
        .map(m -> m.group(1));
  }

  /** The letter alone on the last such line, unless the line before it holds another one alone. */
  private static Optional<String> onlyLine(String text) {
    List<MatchResult> lines = LINE.matcher(text).results().toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    MatchResult last = lines.getLast();
    boolean other =
        lines.size() > 1
            && !lines.get(lines.size() - 2).group(1).equals(last.group(1))
            && text.substring(lines.get(lines.size() - 2).end(), last.start()).isBlank();
    return other ? Optional.empty() : Optional.of(last.group(1));
  }

  /** "C because …": the letter that a response starts with. */
  private static Optional<String> reasoned(String text) {
    Matcher letter = LETTER.matcher(text);
    boolean reason =
        letter.lookingAt()
            && Character.isUpperCase(letter.group(1).charAt(0))
            && !letter.group(1).equals("I")
            && REASON.matcher(text.substring(letter.end())).lookingAt();
    return reason ? Optional.of(letter.group(1)) : Optional.empty();
  }

  /** {@code c}, {@code (c)} and nothing else. */
  private static Optional<String> lowerCase(String text) {
    Matcher option = OPTION.matcher(text.strip());
    Matcher letter = option.matches() ? option : SMALL.matcher(text.strip());
    return letter.matches()
        ? Optional.of(letter.group(1).toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  private static Candidate phrase(String letter) {
    return new Candidate(letter, "answer phrase", true);
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
