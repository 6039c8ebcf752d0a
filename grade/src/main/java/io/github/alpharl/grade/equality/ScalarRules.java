package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Degrees;
import io.github.alpharl.grade.expression.DoublePrecision;
import io.github.alpharl.grade.expression.Evaluator;
import io.github.alpharl.grade.expression.Exact;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.InBase;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.NormalForm;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/** Single values: numbers, expressions, quantities, words. */
final class ScalarRules {

  /** Decimals that a rounded value must show to stand for an exact one. */
  static final int ROUNDED_DECIMALS = 6;

  /** {@code IV}, {@code XI}. */
  private static final Pattern ROMAN = Pattern.compile("X{0,3}(?:IX|IV|V?I{0,3})(?<=[IVX]{2})");

  /** {@code i, ii, and iii only}. */
  private static final Pattern ROMAN_LIST =
      Pattern.compile("(?i)[ivx]{1,5}(?:(?:, and |, | and )[ivx]{1,5}){1,6}(?: only)?");

  /** {@code a parabola}, {@code the red one}. */
  private static final Pattern ARTICLE = Pattern.compile("(?i)^(?:an?|the) (?=..)");

  private ScalarRules() {}

  /**
   * Numbers in a base are compared as written; the base may be missing where the question states
   * it.
   */
  static Optional<Boolean> base(Expr gold, Expr answer, Equality eq) {
    if (gold instanceof InBase g && answer instanceof Num a) {
      return Optional.of(eq.context().baseAsked() && g.digits().equals(NormalForm.of(a)));
    }
    boolean either = gold instanceof InBase || answer instanceof InBase;
    return either ? Optional.of(false) : Optional.empty();
  }

  /**
   * Quantities: units must agree or be converted; a missing unit is forgiven, and so is a percent
   * sign that the gold answer has; one that it lacks only where a percentage is asked for.
   */
  static Optional<Boolean> units(Expr gold, Expr answer, Equality eq) {
    if (gold instanceof Quantity g && answer instanceof Quantity a) {
      return Optional.of(bothUnits(g, a, eq));
    }
    if (gold instanceof Quantity g) {
      return Optional.of(oneUnit(g, answer, eq, true));
    }
    return answer instanceof Quantity a
        ? Optional.of(oneUnit(a, gold, eq, false))
        : Optional.empty();
  }

  private static boolean bothUnits(Quantity g, Quantity a, Equality eq) {
    boolean letterMissing = g.unit().isTemperature() && a.unit().isDegree();
    if (letterMissing || g.unit().text().equals(a.unit().text())) {
      return eq.equal(g.value(), a.value());
    }
    if (g.unit().isDegree() && a.unit().text().startsWith("rad")) {
      return oneUnit(g, a.value(), eq, true) && Shape.mentions(a.value(), Constant.PI);
    }
    return g.unit().sameKind(a.unit()) && eq.equal(inBaseUnits(g), inBaseUnits(a));
  }

  private static Expr inBaseUnits(Quantity q) {
    return q.unit().factor().equals(BigFraction.ONE)
        ? q.value()
        : Expr.times(Num.exact(q.unit().factor()), q.value());
  }

  private static boolean oneUnit(Quantity q, Expr bare, Equality eq, boolean goldHasUnit) {
    if (Shape.any(bare, Words.class::isInstance)) {
      return false;
    }
    boolean same = goldHasUnit ? eq.equal(q.value(), bare) : eq.equal(bare, q.value());
    if (q.unit().isPercent()) {
      return ((eq.context().percentAsked() || goldHasUnit) && same)
          || eq.equal(inBaseUnits(q), bare);
    }
    boolean radians =
        q.unit().isDegree()
            && Shape.mentions(bare, Constant.PI)
            && !Shape.mentions(q.value(), Constant.PI);
    return radians ? eq.identity().same(q, bare).orElse(false) : same;
  }

  /**
   * Three and more capitals alone, as {@code BAC} or {@code HTH}, and Roman numbers are read in
   * their order.
   */
  static Optional<Boolean> capitals(Expr gold, Expr answer, Equality eq) {
    boolean both = isCapitalWord(gold) && isCapitalWord(answer);
    return both ? Optional.of(Shape.letters(gold).equals(Shape.letters(answer))) : Optional.empty();
  }

  private static boolean isCapitalWord(Expr e) {
    return e instanceof Expr.Product
        && Shape.letters(e).filter(t -> isWord(t) || ROMAN.matcher(t).matches()).isPresent();
  }

  private static boolean isWord(String text) {
    return text.matches("[A-Z]{3,}") && text.chars().distinct().count() > 1;
  }

  /** Words: letter by letter, whatever their case unless they are one letter. */
  static Optional<Boolean> words(Expr gold, Expr answer, Equality eq) {
    if (!(gold instanceof Words) && !(answer instanceof Words)) {
      return Optional.empty();
    }
    Optional<String> g = Shape.letters(gold);
    Optional<String> a = Shape.letters(answer);
    if (g.isEmpty() || a.isEmpty()) {
      return Optional.of(false);
    }
    if (Clock.same(g.get(), a.get())) {
      return Optional.of(true);
    }
    if (g.get().length() == 1) {
      return Optional.of(g.get().equals(a.get()));
    }
    if (ROMAN_LIST.matcher(g.get()).matches() && ROMAN_LIST.matcher(a.get()).matches()) {
      return Optional.of(romans(g.get()).equals(romans(a.get())));
    }
    return Optional.of(withoutArticle(g.get()).equalsIgnoreCase(withoutArticle(a.get())));
  }

  /** The members of {@code i, ii and iii only}. */
  private static Set<String> romans(String list) {
    return Set.copyOf(List.of(list.replace(" only", "").split(", and |, | and ")));
  }

  private static String withoutArticle(String words) {
    return ARTICLE.matcher(words).replaceFirst("");
  }

  /** Infinity equals itself, sign by sign. */
  static Optional<Boolean> infinity(Expr gold, Expr answer, Equality eq) {
    boolean either = isInfinite(gold) || isInfinite(answer);
    return either ? Optional.of(gold.equals(answer)) : Optional.empty();
  }

  private static boolean isInfinite(Expr e) {
    return e == Constant.INFINITY || e.equals(Expr.negate(Constant.INFINITY));
  }

  /** Rational numbers are compared exactly. */
  static Optional<Boolean> exact(Expr gold, Expr answer, Equality eq) {
    Optional<BigFraction> g = Exact.rational(gold);
    Optional<BigFraction> a = Exact.rational(answer);
    if (g.isEmpty() || a.isEmpty()) {
      return Optional.empty();
    }
    boolean equal = g.get().equals(a.get());
    boolean decimal = isDecimal(gold) != isDecimal(answer);
    return equal || !decimal ? Optional.of(equal) : Optional.empty();
  }

  private static boolean isDecimal(Expr e) {
    return decimals(e).isPresent();
  }

  /** The literal behind {@code e} where it shows at least {@link #ROUNDED_DECIMALS} decimals. */
  private static Optional<Num> decimals(Expr e) {
    return e instanceof Num n && n.decimals() >= ROUNDED_DECIMALS
        ? Optional.of(n)
        : Optional.empty();
  }

  /**
   * A decimal with six or more places stands for the exact number that rounds to it; never decimal
   * for decimal.
   */
  static Optional<Boolean> rounded(Expr gold, Expr answer, Equality eq) {
    Optional<Num> g = decimals(gold);
    Optional<Num> a = decimals(answer);
    if (g.isPresent() == a.isPresent()) {
      return Optional.empty();
    }
    Num shown = g.orElseGet(a::get);
    Expr exact = g.isPresent() ? answer : gold;
    if (DoublePrecision.is(shown)) {
      return eq.identity().realValue(exact).map(value -> DoublePrecision.rounds(value, shown));
    }
    if (exact instanceof Num n && n.decimals() >= 0) {
      return Optional.of(false);
    }
    return eq.identity().realValue(exact).map(value -> rounds(value, shown));
  }

  private static boolean rounds(BigDecimal exact, Num shown) {
    BigDecimal literal =
        Evaluator.decimal(shown.value()).setScale(shown.decimals(), RoundingMode.HALF_EVEN);
    boolean significant = literal.unscaledValue().abs().toString().length() >= ROUNDED_DECIMALS;
    return significant
        && exact.setScale(shown.decimals(), RoundingMode.HALF_UP).compareTo(literal) == 0;
  }

  /** Two expressions with the same value wherever they are compared. */
  static Optional<Boolean> identity(Expr gold, Expr answer, Equality eq) {
    boolean one = Degrees.within(gold) != Degrees.within(answer);
    boolean radians = Shape.mentions(gold, Constant.PI) || Shape.mentions(answer, Constant.PI);
    boolean drop = one && !radians;
    try {
      return eq.identity()
          .same(drop ? Degrees.dropped(gold) : gold, drop ? Degrees.dropped(answer) : answer);
    } catch (NotUnderstood e) {
      return Optional.empty();
    }
  }

  /** The same text in normal form: for what has no value. */
  static Optional<Boolean> form(Expr gold, Expr answer, Equality eq) {
    boolean symbols = gold instanceof Symbol && answer instanceof Symbol;
    return symbols || !NormalForm.print(gold).equals(NormalForm.print(answer))
        ? Optional.empty()
        : Optional.of(true);
  }
}
