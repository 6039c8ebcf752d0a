package io.github.alpharl.grade.extract;

import io.github.alpharl.grade.text.Triggers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Answers that a sentence announces. */
final class Phrases {

  /** {@code Final Answer: The final answer is $9$. I hope it is correct.} */
  private static final Pattern HOPED =
      Pattern.compile("(?is)final answer is:?\\s*(.{1,1000}?)\\.?\\s*I hope it is correct");

  /** {@code The final answer: 9}. */
  private static final Pattern FINAL =
      Pattern.compile("(?i)final answer\\W{0,5}?(?:is|:|→|=>|=)\\W{0,3}?\\s*([^\\n]{1,1000})");

  /** {@code **Answer:** 9}. */
  private static final Pattern COLON =
      Pattern.compile(
          "(?i)(?:answer\\**[ \\t]*(?::|→|=>|=(?!=)|[-–—](?=[ \\t]))|(?:答案(?:应该|應該)?[是为為]?|(?<![\\p{L}])答)\\**[ \\t]*[:：]|答案(?:应该|應該)?[是为為])[ \\t]*\\**[ \\t]*\\n?[ \\t]*([^\\n]{1,1000})");

  /** {@code The answer to the question is 9}. */
  private static final Pattern IS =
      Pattern.compile(
          "(?i)answers?(?:[^\\n.$]{0,60}?)[ \\t]+(?:is|are|should (?:actually |instead )?be|must be)\\b[ \\t]*:?[ \\t]*\\n?[ \\t]*(?=([^\\n]{1,1000}))");

  /** The end of what a phrase says: {@code 9. Check:}, {@code 9, which is odd}. */
  private static final Pattern CLAUSE =
      Pattern.compile(
          "(?<=[^\\d])\\.\\s|(?<=\\d)\\.\\s(?=[A-Z])|,\\s(?=[a-z]{3})|(?i) because | since | which ");

  /** {@code about 9}, {@code approximately 9}, {@code ≈ 9}. */
  private static final Pattern ABOUT =
      Pattern.compile(
          "(?i)^(?:about|approximately|roughly|around|exactly|precisely|simply|just|≈|~|\\\\approx)\\s*(?=[-$\\d.])");

  /** {@code 40 hours a week}. */
  private static final Pattern RATE =
      Pattern.compile(
          "(?<=\\d [a-z]{1,20}) (?:an?|per|each|every) (?:hour|day|week|month|year|minute|second|person)\\b");

  /** {@code 45 (not 54)}, but not {@code 45 (base 7)} or {@code 45 (or 54)}. */
  private static final Pattern ASIDE =
      Pattern.compile(
          "(?<=[\\d$%])\\s*\\((?!mod|base|in base|or\\b|if\\b|maybe|perhaps|possibly|assum)(?=[^()]*[a-z]{3})[^()$]{0,200}\\)");

  /** {@code You might think the}, {@code It is not true that the}: before "answer is". */
  private static final Pattern UNSAID =
      Pattern.compile(
          "(?i)\\b(?:(?:might|may|could|would) (?:think|say|guess|assume|believe|expect)|(?:common|frequent) (?:mistake|error)|(?:first|initially|originally|had) (?:thought|believed|guessed|assumed)|tempting|(?:not|n['’]t) (?:true|correct|right|think|believe|mean|say)|false that|wrong to|doubt|assum(?:e|ing)|suppos(?:e|ing))\\b[^.!?\\n]{0,60}$");

  /** {@code a number that has 3 digits}: what the answer is like, not what it is. */
  private static final Pattern DESCRIPTION =
      Pattern.compile(
          "(?i)^(?:(?:in|on|at|under) (?:the )?(?:section|chapter|page|part|figure|table|equation|line|step|appendix|example|problem|question)\\b|an? (?:[a-z-]+ )?(?:number|integer|value|fraction|expression|polynomial)s? (?:that|with|whose|having|containing|consisting|between|divisible)\\b)");

  /** {@code The value of $k$ is $5$}: the formula is what follows. */
  private static final Pattern STATES_FORMULA =
      Pattern.compile("\\b(?:is|are|equals|be)\\s*:?\\s*(?=\\$|\\\\\\(|\\\\\\[)");

  private static final Triggers HOPE = Triggers.of("hope it is correct");
  private static final Triggers FINAL_ANSWER = Triggers.of("final answer");
  private static final Triggers ANSWER = Triggers.of("answer");

  /** More than the pattern of what is unsaid can reach back. */
  private static final int UNSAID_REACH = 200;

  /** More characters than such a phrase has. */
  private static final int PHRASE_REACH = 1_200;

  private Phrases() {}

  /** The answers of all phrases, best first. */
  static List<Candidate> all(String text) {
    List<Candidate> found = new ArrayList<>(hoped(text, "final answer"));
    Markup.jsonAnswer(text).ifPresent(s -> found.add(new Candidate(s, "answer:", true)));
    boolean answer = ANSWER.in(text);
    if (answer && FINAL_ANSWER.in(text)) {
      last(FINAL, text).ifPresent(s -> add(found, s, "final answer"));
    }
    if (answer || text.indexOf('答') >= 0) {
      said(COLON, text).ifPresent(s -> add(found, s, "answer:"));
    }
    if (answer) {
      said(IS, text).ifPresent(s -> add(found, s, "answer is"));
    }
    return found;
  }

  /** The answer in Minerva's closing words. */
  static List<Candidate> hoped(String text, String place) {
    var found = new ArrayList<Candidate>();
    if (HOPE.in(text)) {
      last(HOPED, text).ifPresent(s -> add(found, s, place));
    }
    return found;
  }

  private static Optional<String> last(Pattern pattern, String text) {
    return pattern.matcher(text).results().reduce((a, b) -> b).map(m -> m.group(1).strip());
  }

  /** The last phrase that is not what others may say or what is false. */
  private static Optional<String> said(Pattern pattern, String text) {
    List<MatchResult> all =
        matches(pattern, text)
            .filter(m -> !isUnsaid(text, m.start()))
            .filter(m -> !Suppositions.isOther(text, m.start(), m.start(1)))
            .toList();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String last = all.getLast().group(1).strip();
    long cases = all.stream().filter(m -> Suppositions.isConditional(text, m.start())).count();
    return Optional.of(cases > 1 ? "either " + last : last);
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return text.indexOf('答') >= 0
        ? pattern.matcher(text).results()
        : ANSWER.results(pattern, 0, PHRASE_REACH, text).stream();
  }

  private static boolean isUnsaid(String text, int start) {
    return UNSAID
        .matcher(text)
        .region(Math.max(0, start - UNSAID_REACH), start)
        .useTransparentBounds(true)
        .find();
  }

  /** A phrase: itself where it is bare, else what it states, its formula, its number. */
  private static void add(List<Candidate> found, String phrase, String place) {
    String bold = BareText.withoutChoice(phrase.replace("**", "").strip());
    String exact = ASIDE.matcher(ABOUT.matcher(bold).replaceAll("")).replaceAll("");
    String clean = RATE.matcher(exact).replaceFirst("");
    if (DESCRIPTION.matcher(clean).find()) {
      found.add(new Candidate(clean, place, true));
      return;
    }
    if (BareText.is(clean)) {
      found.add(new Candidate(Formulas.undollared(clean), place, false));
    }
    String sentence = CLAUSE.split(clean, 2)[0];
    Numbers.stated(sentence).ifPresent(s -> found.add(new Candidate(s, place, false)));
    statedFormula(sentence).ifPresent(s -> found.add(new Candidate(s, place, false)));
    Formulas.in(clean).first().ifPresent(s -> found.add(new Candidate(s, place, false)));
    if (BareText.is(sentence)) {
      found.add(new Candidate(Formulas.undollared(sentence), place, false));
    }
    Numbers.ofPhrase(clean, place).ifPresent(found::add);
  }

  /** The formula after the last "is" of a sentence, as in "the value of $k$ is $5$". */
  private static Optional<String> statedFormula(String sentence) {
    return STATES_FORMULA
        .matcher(sentence)
        .results()
        .reduce((a, b) -> b)
        .flatMap(m -> Formulas.in(sentence.substring(m.end())).first());
  }
}
