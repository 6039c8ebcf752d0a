package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.text.Triggers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes the answer out of a response; the places are tried in a fixed order. */
public final class Extractor {

  private static final int TAIL = 3_000;

  /**
   * {@code #### 18}, {@code ####: **$1,080**}, {@code #### Total: 10 dollars}, not {@code #### 1.
   * Add}.
   */
  private static final Pattern HASHES =
      Pattern.compile(
          "(?im)####[ \\t]*:?[ \\t]*(?:(?:the )?(?:final )?(?:answer|total|result)(?: is)?[ \\t]*:?\\s{0,3})?"
              + "(\\**[ \\t]*[$€£]?-?[$€£]?(?:\\d{1,3}(?:,\\d{3})+|\\d{1,60})?(?:\\.\\d{1,60})?(?:/\\d{1,60})?[ \\t]*%?)\\**"
              + "[ \\t]*(?:\\\\?%|dollars?|cents?|hours?|minutes?|days?|years?|[a-z]{2,20})?[ \\t]*[.!]?\\**[ \\t]*$");

  /** {@code Therefore there are 12 of them}; the rest of the sentence is what follows. */
  private static final Pattern CONCLUSION =
      Pattern.compile(
          "(?i)\\b(?:therefore|thus|hence|so|final answer|conclusion)\\b((?:[^.\\n]|\\.(?=\\d)){1,600})");

  private static final Triggers CONCLUDING =
      Triggers.of("therefore", "thus", "hence", "so", "final answer", "conclusion");

  /** More characters than such a conclusion has. */
  private static final int CONCLUSION_REACH = 700;

  /** {@code So r = 4.} at the end. */
  private static final Pattern FINAL_VALUE =
      Pattern.compile(
          "(?i)\\b(?:therefore|thus|hence|so),? [a-z] ?= ?(-?\\d{1,30}(?:\\.\\d{1,30})?(?:/\\d{1,30})?)\\.?\\s*$");

  private static final int FINAL_REACH = 120;

  /** {@code So the oldest is Alice.} */
  private static final Pattern STATED_NAME =
      Pattern.compile("\\b(?:is|are|was)\\s+(?:on\\s+)?(?:a\\s+)?([A-Z][a-z]{2,20})[.!]?\\s*$");

  /** {@code The final answer is: 72}, {@code So the answer: 72}. */
  private static final Pattern ANNOUNCED =
      Pattern.compile(
          "(?i)^(?:(?:so|thus|therefore|hence),? )?(?:the )?(?:final |correct )?answer(?: is:?|:)\\s*(?=\\S)");

  /** {@code \text{Answer: }}, {@code Final answer =}: at the start of a box. */
  private static final Pattern LABEL =
      Pattern.compile(
          "(?i)^(?:\\\\text ?\\{ ?)?(?:the )?(?:final )?answer(?: is:?|:| ?=)[ ~]?\\}?\\s*(?=\\S)");

  private Extractor() {}

  /** The candidates of a mathematical response, best first, each found when it is asked for. */
  public static Stream<Candidate> mathematics(String response) {
    String part = AnswerPart.of(response);
    Optional<String> tagged = AnswerPart.tagged(part);
    String text = tagged.orElse(part);
    Boxes boxes = Boxes.in(text);
    if (boxes.isCut()) {
      return Stream.empty();
    }
    String after = tagged.isPresent() ? AnswerPart.afterTag(part) : "";
    if (Retractions.takesBack(after)) {
      return Phrases.all(after).stream();
    }
    Optional<String> box = boxes.last();
    if (box.isPresent()) {
      return boxes.isDenied() ? Stream.empty() : ofBox(box.get(), boxes.afterLast()).stream();
    }
    if (tagged.isPresent()) {
      return Stream.of(new Candidate(tagged(text), "<answer>", true));
    }
    return ofSentences(text);
  }

  /** What a tag holds, without words that announce it. */
  private static String tagged(String text) {
    String bare = ANNOUNCED.matcher(text.strip()).replaceFirst("");
    return Formulas.undollared(BareText.unmarked(bare));
  }

  /** The last box, unless words after it take it back or give a final answer. */
  private static List<Candidate> ofBox(String box, String after) {
    List<Candidate> found = new ArrayList<>(Phrases.hoped(after, "final answer after the box"));
    if (Retractions.takesBack(after)) {
      found.addAll(Phrases.all(after));
      return found;
    }
    String content =
        LABEL.matcher(BareText.withoutChoice(BareText.unmarked(box.strip()))).replaceFirst("");
    found.add(new Candidate(content, "box", true));
    return found;
  }

  private static Stream<Candidate> ofSentences(String text) {
    String end = Spoken.inSigns(text.substring(Math.max(0, text.length() - TAIL)));
    String tail = Retractions.corrected(Retractions.kept(end));
    Supplier<Stream<Candidate>> whole =
        () -> tail.equals(end) ? wholeText(end).stream() : Stream.empty();
    return Stream.<Supplier<Stream<Candidate>>>of(
            () -> Phrases.all(tail).stream(),
            () -> unsure(statedName(tail), "stated name"),
            whole,
            () -> unsure(concluded(tail), "conclusion"),
            () -> lastFormula(tail),
            () -> unsure(Numbers.last(tail), "last number"))
        .flatMap(Supplier::get);
  }

  /** The last formula; one of several quantities is no answer and lets nothing after it be one. */
  private static Stream<Candidate> lastFormula(String text) {
    if (Sentences.saysNone(text)) {
      return Stream.empty();
    }
    Formulas formulas = Formulas.in(text);
    return formulas.endInQuantities()
        ? Stream.of(new Candidate("several quantities", "last formula", true))
        : unsure(formulas.last(), "last formula");
  }

  private static Stream<Candidate> unsure(Optional<String> text, String place) {
    return text.map(t -> new Candidate(t, place, false)).stream();
  }

  /** Whether the last word of {@code text} is in small letters but for its first. */
  private static boolean endsInName(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) <= ' ' || ".!".indexOf(text.charAt(end - 1)) >= 0)) {
      end--;
    }
    int start = end;
    while (start > 0 && Character.isLowerCase(text.charAt(start - 1))) {
      start--;
    }
    return start > 0 && start < end && Character.isUpperCase(text.charAt(start - 1));
  }

  private static Optional<String> statedName(String text) {
    return endsInName(text)
        ? STATED_NAME.matcher(text).results().findFirst().map(m -> m.group(1))
        : Optional.empty();
  }

  private static Optional<Candidate> wholeText(String text) {
    boolean bare = BareText.is(text) && !BareText.wordsIntroduceFormula(text);
    return bare
        ? Optional.of(
            new Candidate(Formulas.undollared(BareText.unlabelled(text)), "whole text", false))
        : Optional.empty();
  }

  /** The candidates of a GSM8K response: the box, then a number alone after {@code ####}. */
  public static Stream<Candidate> number(String response) {
    String part = AnswerPart.of(response);
    if (!part.contains("####")) {
      return mathematics(part);
    }
    Boxes boxes = Boxes.in(part);
    boolean boxed = boxes.isCut() || boxes.last().isPresent();
    Optional<MatchResult> hashes =
        HASHES
            .matcher(part)
            .results()
            .filter(m -> m.group(1).chars().anyMatch(Character::isDigit))
            .reduce((a, b) -> b);
    if (boxed || hashes.isEmpty() || Retractions.takesBack(part.substring(hashes.get().end()))) {
      return mathematics(part);
    }
    String number = hashes.get().group(1).replace("*", "").strip();
    return Stream.of(new Candidate(number, "####", true));
  }

  /** The letter chosen. */
  public static Optional<Candidate> choice(String response) {
    return Letters.chosen(AnswerPart.of(response), TAIL);
  }

  /** The letter of a gold answer: {@code B}, {@code (B)}. */
  public static String goldLetter(String gold) {
    return Letters.read(gold.strip()).filter(l -> l.length() == 1).orElse(gold.strip());
  }

  /** The candidates of a gold answer. */
  public static List<Candidate> gold(String gold) {
    Boxes boxes = Boxes.in(gold);
    Optional<String> box = boxes.last();
    if (box.isPresent()) {
      String percent = boxes.percentFollows() ? "\\%" : "";
      return List.of(new Candidate(box.get().strip() + percent, "box", true));
    }
    var found = new ArrayList<Candidate>();
    found.add(new Candidate(Formulas.undollared(gold.strip()), "whole text", false));
    if (gold.length() <= Bounds.ANSWER_CHARACTERS) {
      Formulas.in(gold).last().ifPresent(s -> found.add(new Candidate(s, "last formula", false)));
    }
    return found;
  }

  /** The number that the last conclusion states after all formulas: "Thus there are 12 of them". */
  private static Optional<String> concluded(String text) {
    List<MatchResult> all = CONCLUDING.results(CONCLUSION, 0, CONCLUSION_REACH, text);
    boolean formulaAfter = !all.isEmpty() && text.indexOf('$', all.getLast().end()) >= 0;
    return all.isEmpty() || formulaAfter
        ? Optional.empty()
        : Numbers.stated(all.getLast().group(1)).or(() -> finalValue(text));
  }

  private static Optional<String> finalValue(String text) {
    Matcher value = FINAL_VALUE.matcher(text.substring(Math.max(0, text.length() - FINAL_REACH)));
    return value.find() ? Optional.of(value.group(1)) : Optional.empty();
  }
}
