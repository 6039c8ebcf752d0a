package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.UnitReader;
import io.github.alpharl.grade.latex.WordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the answer out of a response; the places are tried in a fixed order. */
public final class Extractor {

  /**
   * A possible answer and where it stood; a sure one excludes all later ones even if it is not
   * understood.
   */
  public record Candidate(String text, String place, boolean sure) {}

  private static final int TAIL = 3_000;
  private static final int WHOLE = 400;

  private static final Pattern HASHES = Pattern.compile("####[ \\t]*([^\\n]{1,200})");
  private static final Pattern FINAL_HOPE =
      Pattern.compile("(?is)final answer is:?\\s*(.{1,1000}?)\\.?\\s*I hope it is correct");
  private static final Pattern FINAL =
      Pattern.compile("(?i)final answer\\W{0,5}(?:is|:)\\W{0,3}?\\s*([^\\n]{1,1000})");
  private static final Pattern COLON =
      Pattern.compile("(?i)answer\\**[ \\t]*:[ \\t]*\\**[ \\t]*\\n?[ \\t]*([^\\n]{1,1000})");
  private static final Pattern IS =
      Pattern.compile(
          "(?i)answers?(?:[^\\n.$]{0,60}?)[ \\t]+(?:is|are)[ \\t]*:?[ \\t]*\\n?[ \\t]*([^\\n]{1,1000})");
  private static final Pattern MATH =
      Pattern.compile(
          "\\$\\$([^$]{1,2000})\\$\\$|\\$([^$\\n]{1,2000})\\$|\\\\\\(([^\\n]{1,2000}?)\\\\\\)|\\\\\\[(.{1,2000}?)\\\\\\]",
          Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile(
          "-?(?:\\d{1,3}(?: \\d{3}){0,5} \\d{1,9}/\\d{1,9}(?!\\d)|\\d{1,3}(?:,\\d{3})+(?!\\d)|\\d{1,400}(?:,\\d{1,2}(?![\\d,]))?)(?:\\.\\d{1,400})?(?:/\\d{1,400})?%?|-?\\.\\d{1,400}");

  /** Inline signs alone on their lines around a formula: as in Markdown, this is none. */
  private static final Pattern NO_FORMULA =
      Pattern.compile(
          "(?<!\\$)(?:\\$|\\\\\\()[ \\t]*\\n[^$\\n]{0,200}\\n[ \\t]*(?:\\$(?!\\$)|\\\\\\))");

  private static final Pattern STATED =
      Pattern.compile("(?i)\\b(?:is|are|by|equals)\\s+(?:about |approximately )?(?=[-.]?\\d)");
  private static final Pattern CONCLUSION =
      Pattern.compile(
          "(?i)\\b(?:therefore|thus|hence|final answer)\\b((?:[^.\\n]|\\.(?=\\d)){1,600})");
  private static final Pattern WORD = Pattern.compile("(?<![\\\\A-Za-z])[A-Za-z]{3,}");
  private static final Pattern SENTENCE =
      Pattern.compile(
          "(?i)(?<![\\\\a-z])(?:is|we|to|so|the|it|be|are|get|then|thus|hence|that|this|was|has|have|by|as|at|on|for|with|add|can|but|all|sum|therefore|because|must|should|would)(?![a-z])");
  private static final Pattern COMMANDS = Pattern.compile("\\\\[A-Za-z]+(?:\\s*\\{[A-Za-z ]*\\})?");
  private static final Pattern BETWEEN_FORMULAS =
      Pattern.compile("\\s*(?:,|;|,?\\s*and|,?\\s*or)\\s*");

  private static final Pattern LETTER_BOX =
      Pattern.compile(
          "(?:\\\\(?:text|mathrm|textbf|mathbf)\\s*\\{)?\\s*\\(?([A-Z])\\)?[.):]?.{0,300}",
          Pattern.DOTALL);
  private static final Pattern LETTER_COLON =
      Pattern.compile("(?i:answer|choice)\\**\\s*:\\s*\\**\\s*\\$?\\(?([A-Z])(?![A-Za-z'])");
  private static final Pattern LETTER_IS =
      Pattern.compile(
          "(?i:answer|choice|option)(?:[^\\n.$]{0,40}?)\\s+(?i:is)\\s*:?\\s*\\**\\s*(?i:option|choice)?\\s*\\$?\\(?([A-Z])(?![A-Za-z'])");
  private static final Pattern LETTER_LINE =
      Pattern.compile("(?m)^[\\s*$]*\\(?([A-Z])\\)?[\\s.)*$]*$");

  private Extractor() {}

  /** The candidates of a mathematical response, best first. */
  public static List<Candidate> mathematics(String response) {
    String text = answerPart(response);
    var found = new ArrayList<Candidate>();
    Optional<String> box = Boxes.last(text);
    if (box.isPresent()) {
      last(FINAL_HOPE, Boxes.afterLast(text))
          .ifPresent(s -> addPhrase(found, s, "final answer after the box"));
      found.add(new Candidate(box.get().strip(), "box", true));
      return found;
    }
    if (Boxes.isCut(text)) {
      return List.of();
    }
    String tail = text.substring(Math.max(0, text.length() - TAIL));
    last(FINAL_HOPE, tail).ifPresent(s -> addPhrase(found, s, "final answer"));
    last(FINAL, tail).ifPresent(s -> addPhrase(found, s, "final answer"));
    last(COLON, tail).ifPresent(s -> addPhrase(found, s, "answer:"));
    last(IS, tail).ifPresent(s -> addPhrase(found, s, "answer is"));
    if (isBare(text) && !wordsIntroduceFormula(text)) {
      found.add(new Candidate(undollared(text.strip()), "whole text", false));
    }
    concluded(tail).ifPresent(s -> found.add(new Candidate(s, "conclusion", false)));
    lastFormulas(tail).ifPresent(s -> found.add(new Candidate(s, "last formula", false)));
    lastNumber(tail).ifPresent(s -> found.add(new Candidate(s, "last number", false)));
    return found;
  }

  /** The candidates of a GSM8K response. */
  public static List<Candidate> number(String response) {
    String tail = response.substring(Math.max(0, response.length() - Bounds.RESPONSE_TAIL));
    Optional<String> hashes = last(HASHES, tail);
    if (hashes.isPresent()) {
      return List.of(new Candidate(hashes.get().strip(), "####", true));
    }
    return mathematics(response);
  }

  /** The letter chosen. */
  public static Optional<Candidate> choice(String response) {
    String text = answerPart(response);
    Optional<String> box = Boxes.last(text);
    if (box.isPresent()) {
      Matcher letter = LETTER_BOX.matcher(box.get().strip());
      return letter.matches() && !isLetterOfWord(box.get().strip(), letter)
          ? Optional.of(new Candidate(letter.group(1), "box", true))
          : Optional.of(new Candidate(box.get().strip(), "box", true));
    }
    String tail = text.substring(Math.max(0, text.length() - TAIL));
    for (Pattern pattern : List.of(LETTER_COLON, LETTER_IS, LETTER_LINE)) {
      Optional<String> letter = last(pattern, tail);
      if (letter.isPresent()) {
        return letter.map(l -> new Candidate(l, "answer phrase", true));
      }
    }
    return Optional.empty();
  }

  private static boolean isLetterOfWord(String box, Matcher letter) {
    int next = letter.end(1);
    return next < box.length() && Character.isLetter(box.charAt(next));
  }

  /** The candidates of a gold answer. */
  public static List<Candidate> gold(String gold) {
    Optional<String> box = Boxes.last(gold);
    if (box.isPresent()) {
      String percent = Boxes.percentFollows(gold) ? "\\%" : "";
      return List.of(new Candidate(box.get().strip() + percent, "box", true));
    }
    var found = new ArrayList<Candidate>();
    found.add(new Candidate(undollared(gold.strip()), "whole text", false));
    if (gold.length() <= Bounds.ANSWER_CHARACTERS) {
      lastFormulas(gold).ifPresent(s -> found.add(new Candidate(s, "last formula", false)));
    }
    return found;
  }

  /** What follows the thoughts of a reasoning model, where anything does. */
  private static String answerPart(String response) {
    String text = response.substring(Math.max(0, response.length() - Bounds.RESPONSE_TAIL));
    int think = text.lastIndexOf("</think>");
    String after = think < 0 ? text : text.substring(think + "</think>".length());
    return after.isBlank() ? text : after;
  }

  private static Optional<String> last(Pattern pattern, String text) {
    return pattern.matcher(text).results().reduce((a, b) -> b).map(m -> m.group(1).strip());
  }

  /**
   * A phrase after "answer is": itself where it is bare, else its formula, else its first number.
   */
  private static void addPhrase(List<Candidate> found, String phrase, String place) {
    String clean = phrase.replaceAll("\\*\\*", "").strip();
    if (isBare(clean)) {
      found.add(new Candidate(undollared(clean), place, false));
    }
    String sentence =
        clean.split("(?<=[^\\d])\\.\\s|,\\s(?=[a-z]{3})| because | since | which ", 2)[0];
    stated(sentence).ifPresent(s -> found.add(new Candidate(s, place, false)));
    firstFormulas(clean).ifPresent(s -> found.add(new Candidate(s, place, false)));
    if (isBare(sentence)) {
      found.add(new Candidate(undollared(sentence), place, false));
    }
    NUMBER
        .matcher(clean)
        .results()
        .findFirst()
        .ifPresent(m -> found.add(new Candidate(m.group(), place, false)));
  }

  /** "Answer $9$": the words before the formula are no part of the answer. */
  private static boolean wordsIntroduceFormula(String text) {
    Matcher formula = MATH.matcher(protectMoney(text));
    return formula.find() && WORD.matcher(text.substring(0, formula.start())).find();
  }

  /** The number that the last conclusion states after all formulas: "Thus there are 12 of them". */
  private static Optional<String> concluded(String text) {
    Optional<MatchResult> last = CONCLUSION.matcher(text).results().reduce((a, b) -> b);
    boolean formulaAfter = last.isPresent() && text.indexOf('$', last.get().end()) >= 0;
    return formulaAfter ? Optional.empty() : last.flatMap(m -> stated(m.group(1)));
  }

  /** The last number after "is" or "are" in a sentence, unless a formula follows. */
  private static Optional<String> stated(String sentence) {
    String rest = sentence.substring(lastFormulaEnd(sentence));
    return STATED
        .matcher(rest)
        .results()
        .reduce((a, b) -> b)
        .flatMap(m -> NUMBER.matcher(rest.substring(m.end())).results().findFirst())
        .map(MatchResult::group);
  }

  private static int lastFormulaEnd(String text) {
    return MATH.matcher(protectMoney(text))
        .results()
        .reduce((a, b) -> b)
        .map(MatchResult::end)
        .orElse(0);
  }

  /** Whether the text is an answer alone: short, one line, hardly any words outside of commands. */
  private static boolean isBare(String text) {
    String strip = text.strip();
    if (strip.isEmpty()
        || strip.length() > WHOLE
        || (strip.indexOf('\n') >= 0 && !strip.contains("\\begin"))) {
      return false;
    }
    String plain = COMMANDS.matcher(strip).replaceAll(" ");
    long words =
        WORD.matcher(plain).results().map(MatchResult::group).filter(w -> !isMathWord(w)).count();
    if (SENTENCE.matcher(plain).find()) {
      return strip.matches("[A-Za-z ,'-]{1,60}[.!]?") && words <= 3;
    }
    boolean onlyWords = plain.matches("[A-Za-z ,.'!-]+") && words <= 5;
    return words <= 2 || onlyWords;
  }

  private static boolean isMathWord(String word) {
    return FunctionNames.known(word)
        || word.equals("and")
        || UnitReader.known(word)
        || !WordReader.looksLikeWord(word);
  }

  /** The text without the dollars around its formulas; an odd dollar is money and stays. */
  private static String undollared(String text) {
    String plain = text.replace("\\$", "\\money ").replaceAll("\\\\[()\\[\\]]", " ");
    long dollars = plain.chars().filter(c -> c == '$').count();
    return dollars % 2 == 0 ? plain.replace("$", " ") : text;
  }

  private static String content(MatchResult m) {
    for (int g = 1; g <= m.groupCount(); g++) {
      if (m.group(g) != null) {
        return m.group(g).strip();
      }
    }
    return m.group();
  }

  /** The last formula, with those before it that only commas or "and" separate. */
  private static Optional<String> lastFormulas(String text) {
    List<MatchResult> all = MATH.matcher(protectMoney(text)).results().toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    int first = all.size() - 1;
    while (first > 0 && connected(text, all.get(first - 1), all.get(first))) {
      first--;
    }
    return Optional.of(join(text, all.subList(first, all.size())));
  }

  private static Optional<String> firstFormulas(String text) {
    List<MatchResult> all = MATH.matcher(protectMoney(text)).results().toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    int last = 0;
    while (last + 1 < all.size() && connected(text, all.get(last), all.get(last + 1))) {
      last++;
    }
    return Optional.of(join(text, all.subList(0, last + 1)));
  }

  private static boolean connected(String text, MatchResult a, MatchResult b) {
    return BETWEEN_FORMULAS.matcher(text.substring(a.end(), b.start())).matches();
  }

  private static String join(String text, List<MatchResult> formulas) {
    var joined = new StringBuilder(content(formulas.getFirst()));
    for (int i = 1; i < formulas.size(); i++) {
      String between = text.substring(formulas.get(i - 1).end(), formulas.get(i).start());
      joined.append(' ').append(between.strip()).append(' ').append(content(formulas.get(i)));
    }
    return joined.toString().replace('\u0001', '$');
  }

  /** An escaped dollar must not open a formula; lengths stay. */
  private static String protectMoney(String text) {
    return text.replace("\\$", "\\\u0001");
  }

  private static Optional<String> lastNumber(String text) {
    String formulas = NO_FORMULA.matcher(text).replaceAll(" ");
    return NUMBER.matcher(formulas).results().reduce((a, b) -> b).map(MatchResult::group);
  }
}
