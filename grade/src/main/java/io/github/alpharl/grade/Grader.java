package io.github.alpharl.grade;

import io.github.alpharl.grade.equality.AnswerContext;
import io.github.alpharl.grade.equality.Equality;
import io.github.alpharl.grade.equality.NumberRules;
import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.NormalForm;
import io.github.alpharl.grade.expression.NotUnderstood;
import io.github.alpharl.grade.extract.Candidate;
import io.github.alpharl.grade.extract.Extractor;
import io.github.alpharl.grade.latex.Parser;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides whether a response gives the gold answer.
 *
 * <p>In: a style, a gold answer and a response, any text. Out: a {@link Verdict}, never an
 * exception and never null. As a reward function:
 *
 * <pre>{@code
 * double reward = Grader.grade(GradingStyle.MATH, "\\frac{1}{2}", response).reward();
 * }</pre>
 *
 * <p>The gold answer is a formula in LaTeX or plain text, with or without dollars or a box. Gold
 * and response are not exchangeable: a decimal comma or a missing unit is forgiven in a response
 * alone.
 *
 * <p>Every verdict takes bounded time and memory ({@link Bounds}): at most {@value
 * Bounds#ANSWER_CHARACTERS} characters of an answer and the last {@value Bounds#RESPONSE_TAIL} of a
 * response are looked at, and what is beyond the bounds is wrong. What is not understood is equal
 * only to the same text. Same input, same verdict, on any machine. Without state: all threads may
 * grade at once.
 */
public final class Grader {

  /** Changes whenever a verdict may change. */
  public static final String VERSION = "alpharl-3";

  /** As in {@code (B)}. */
  private static final Pattern LETTER = Pattern.compile("\\(?([A-J])\\)?");

  /** As in {@code (B) 12} and {@code B) 12}, not in {@code P(B)} or {@code (B)^2}. */
  private static final Pattern LISTED =
      Pattern.compile("(?<![A-Za-z0-9]\\(|[A-Za-z0-9])([A-J])\\)(?!\\s*\\^)");

  private Grader() {}

  /** The verdict on {@code response} as mathematics, nothing known of the question. */
  public static Verdict grade(String gold, String response) {
    return grade(GradingStyle.MATH, gold, response);
  }

  /** The verdict on {@code response}, nothing known of the question. */
  public static Verdict grade(GradingStyle style, String gold, String response) {
    return grade(style, gold, response, AnswerContext.NONE);
  }

  /**
   * The verdict on {@code response} to a question with the context {@code context}, which says what
   * a response may leave out; it is looked at for mathematics only.
   */
  public static Verdict grade(
      GradingStyle style, String gold, String response, AnswerContext context) {
    return switch (style) {
      case CHOICE -> choice(gold, response);
      case NUMBER ->
          compare(style, gold, Extractor.number(response), new AnswerContext(true, false));
      default -> mathematics(style, gold, response, context);
    };
  }

  /** A response that repeats the gold answer sign by sign is right whatever is understood of it. */
  private static Verdict mathematics(
      GradingStyle style, String gold, String response, AnswerContext context) {
    Stream<Candidate> candidates = Extractor.mathematics(response);
    Verdict verdict = lettered(gold, response, compare(style, gold, candidates, context));
    boolean repeats =
        !verdict.equal()
            && !gold.isBlank()
            && gold.length() <= Bounds.ANSWER_CHARACTERS
            && gold.strip().equals(response.strip());
    return repeats && style == GradingStyle.MATH
        ? new Verdict(true, gold, Optional.of(gold), "whole text", gold, gold, "same text")
        : verdict;
  }

  /** A letter of multiple choice may be asked for among mathematics: {@code (B) 12} is B, too. */
  private static Verdict lettered(String gold, String response, Verdict verdict) {
    Matcher letter = LETTER.matcher(gold.strip());
    if (verdict.equal() || !letter.matches()) {
      return verdict;
    }
    boolean listed =
        LISTED.matcher(response).results().anyMatch(r -> r.group(1).equals(letter.group(1)));
    Verdict byLetter = listed ? choice(gold, response) : verdict;
    return byLetter.equal() ? byLetter : verdict;
  }

  private static Verdict choice(String gold, String response) {
    Optional<Candidate> found = Extractor.choice(response);
    if (found.isEmpty()) {
      return Verdict.none(gold);
    }
    String letter = found.get().text();
    String form = letter.length() == 1 ? letter : "";
    return new Verdict(
        Extractor.goldLetter(gold).equals(letter),
        gold,
        Optional.of(letter),
        found.get().place(),
        gold.strip(),
        form,
        "letter");
  }

  private static Verdict compare(
      GradingStyle style, String gold, Stream<Candidate> found, AnswerContext context) {
    Iterator<Candidate> candidates = found.iterator();
    if (!candidates.hasNext()) {
      return Verdict.none(gold);
    }
    List<Candidate> golds = Extractor.gold(gold);
    String goldText = golds.getFirst().text();
    Optional<Reading> goldReading =
        golds.stream().map(Reading::of).filter(Reading::understood).findFirst();
    Reading answer = firstUnderstood(candidates, goldReading).orWithoutCondition();
    if (DecimalComma.same(goldText, answer.candidate().text())) {
      return same(gold, answer, "decimal comma");
    }
    if (goldReading.isEmpty() || !answer.understood()) {
      return sameText(gold, goldText, answer);
    }
    Verdict verdict = decided(style, gold, goldReading.get(), answer, context);
    return verdict.equal()
        ? verdict
        : withoutCondition(style, gold, goldReading.get(), answer, context)
            .or(() -> withUnit(style, gold, goldReading.get(), answer, context))
            .orElse(verdict);
  }

  /**
   * Letters set apart after a number are its unit: all in Minerva and where the gold answer has a
   * unit, rates elsewhere.
   */
  private static Optional<Verdict> withUnit(
      GradingStyle style, String gold, Reading goldReading, Reading answer, AnswerContext context) {
    boolean unit =
        goldReading.expr().orElseThrow() instanceof Expr.Quantity q
            && !q.unit().isPercent()
            && !q.unit().isDegree();
    return style == GradingStyle.RELATIVE || unit || UnitTail.isRate(answer.candidate().text())
        ? (unit
                ? UnitTail.closeInWords(answer.candidate().text())
                : UnitTail.inWords(answer.candidate().text()))
            .map(answer::with)
            .filter(Reading::understood)
            .map(inWords -> decided(style, gold, goldReading, inWords, context))
            .filter(Verdict::equal)
        : Optional.empty();
  }

  private static Verdict decided(
      GradingStyle style, String gold, Reading goldReading, Reading answer, AnswerContext context) {
    var equality = new Equality(context, style == GradingStyle.RELATIVE);
    Equality.Decision decision =
        decide(style, goldReading.expr().orElseThrow(), answer.expr().orElseThrow(), equality);
    return verdict(gold, goldReading, answer, decision);
  }

  /** Words such as "for any constant c" after one of the two say nothing against the other. */
  private static Optional<Verdict> withoutCondition(
      GradingStyle style, String gold, Reading goldReading, Reading answer, AnswerContext context) {
    Optional<String> bareGold = Conditions.without(goldReading.candidate().text());
    Optional<String> bareAnswer = Conditions.without(answer.candidate().text());
    if (bareGold.isPresent() == bareAnswer.isPresent()) {
      return Optional.empty();
    }
    Reading left = bareGold.map(goldReading::with).orElse(goldReading);
    Reading right = bareAnswer.map(answer::with).orElse(answer);
    return left.understood() && right.understood()
        ? Optional.of(decided(style, gold, left, right, context)).filter(Verdict::equal)
        : Optional.empty();
  }

  private static Equality.Decision decide(
      GradingStyle style, Expr gold, Expr answer, Equality equality) {
    try {
      return switch (style) {
        case INTEGER -> NumberRules.integer(gold, answer);
        case RELATIVE ->
            NumberRules.relative(gold, answer, equality)
                .orElseGet(() -> equality.decide(gold, answer));
        default -> equality.decide(gold, answer);
      };
    } catch (NotUnderstood e) {
      return new Equality.Decision(false, "beyond the bounds: " + e.getMessage());
    } catch (ArithmeticException e) {
      return new Equality.Decision(false, "beyond the bounds of the arithmetic");
    }
  }

  /** The first that is understood, none after a sure one; the gold answer is read already. */
  private static Reading firstUnderstood(Iterator<Candidate> candidates, Optional<Reading> gold) {
    Reading first = reading(candidates.next(), gold);
    Reading reading = first;
    while (!reading.understood() && !reading.candidate().sure()) {
      if (!candidates.hasNext()) {
        return first;
      }
      reading = reading(candidates.next(), gold);
    }
    return reading;
  }

  private static Reading reading(Candidate candidate, Optional<Reading> gold) {
    return gold.filter(g -> g.candidate().text().equals(candidate.text()))
        .map(g -> new Reading(candidate, g.expr(), g.problem()))
        .orElseGet(() -> Reading.of(candidate));
  }

  private static Verdict same(String gold, Reading answer, String rule) {
    Candidate candidate = answer.candidate();
    String text = candidate.text();
    return new Verdict(true, gold, Optional.of(text), candidate.place(), gold, text, rule);
  }

  /** What is not understood as mathematics may still be the same text. */
  private static Verdict sameText(String gold, String goldText, Reading answer) {
    String left = Looks.without(goldText);
    String answerText = answer.candidate().text();
    boolean may =
        !left.isEmpty()
            && left.length() <= Bounds.ANSWER_CHARACTERS
            && Looks.digits(left) == Looks.digits(answerText);
    String right = may ? Looks.without(answerText) : "";
    boolean same = may && left.equals(right);
    String rule = same ? "same text" : "not understood: " + answer.problem();
    String form = same ? right : "";
    return new Verdict(
        same, gold, Optional.of(answerText), answer.candidate().place(), left, form, rule);
  }

  private static Verdict verdict(
      String gold, Reading goldReading, Reading answer, Equality.Decision decision) {
    String goldForm = NormalForm.of(goldReading.expr().orElseThrow());
    boolean same = goldReading.expr().equals(answer.expr());
    return new Verdict(
        decision.equal(),
        gold,
        Optional.of(answer.candidate().text()),
        answer.candidate().place(),
        goldForm,
        same ? goldForm : NormalForm.of(answer.expr().orElseThrow()),
        decision.rule());
  }

  /** A candidate and what was understood of it. */
  private record Reading(Candidate candidate, Optional<Expr> expr, String problem) {

    static Reading of(Candidate candidate) {
      try {
        return new Reading(candidate, Optional.of(Parser.parse(candidate.text())), "");
      } catch (NotUnderstood e) {
        return new Reading(candidate, Optional.empty(), e.getMessage());
      } catch (ArithmeticException | NumberFormatException e) {
        return new Reading(candidate, Optional.empty(), "a number beyond the bounds");
      }
    }

    Reading with(String text) {
      return of(new Candidate(text, candidate.place(), candidate.sure()));
    }

    /** Itself where it is understood; {@code 7\\text{ (when }x=3)} without the condition. */
    Reading orWithoutCondition() {
      return understood()
          ? this
          : Conditions.without(candidate.text())
              .map(this::with)
              .filter(Reading::understood)
              .orElse(this);
    }

    boolean understood() {
      return expr.isPresent();
    }
  }
}
