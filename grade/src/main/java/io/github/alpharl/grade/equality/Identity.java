package io.github.alpharl.grade.equality;

import ch.obermuhlner.math.big.BigComplex;
import io.github.alpharl.grade.expression.Budget;
import io.github.alpharl.grade.expression.Evaluator;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Undefined;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Optional;

/**
 * Whether two expressions are one function of their variables: both are evaluated to {@value
 * Evaluator#DIGITS} digits at fixed random points. Two different algebraic expressions agree at a
 * random point with probability zero, so one disagreement decides "different" and agreement at
 * every point decides "equal".
 */
final class Identity {

  private static final BigDecimal RELATIVE = BigDecimal.ONE.movePointLeft(45);
  private static final BigDecimal CANCELLED = BigDecimal.ONE.movePointLeft(65);
  private static final BigDecimal VANISHING = BigDecimal.ONE.movePointLeft(30);

  /**
   * Where one expression has a value and the other none says nothing alone ({@code ln x²} and
   * {@code 2 ln x}); where there are this many such points for each common one ({@code n!} and
   * {@code (1/n)!}), the few common ones say nothing either; nor where a variable is in one alone.
   */
  private static final int MOST_ONE_SIDED = 4;

  /** A difference above this may be more than noise: a second look with more digits tells. */
  private static final BigDecimal DOUBTFUL = BigDecimal.ONE.movePointLeft(72);

  /** A value this far below what was added up for it has lost too many digits to tell. */
  private static final BigDecimal LOST = BigDecimal.ONE.movePointLeft(15);

  private static final BigDecimal RELATIVE_TWICE = BigDecimal.ONE.movePointLeft(100);
  private static final BigDecimal CANCELLED_TWICE = BigDecimal.ONE.movePointLeft(180);
  private static final int WIDE_BITS = 120;
  private static final int WIDE_EXPONENT = 30;
  private static final int SECOND_LOOKS = 3;

  private final Budget budget;
  private final boolean positive;

  /**
   * With {@code positive}, variables are lengths, masses, times: only points with positive values
   * count.
   */
  Identity(Budget budget, boolean positive) {
    this.budget = budget;
    this.positive = positive;
  }

  /** Empty where no point could be compared or an expression is no number. */
  Optional<Boolean> same(Expr a, Expr b) {
    if (absoluteOfComplex(a) != absoluteOfComplex(b)
        && !(Shape.any(a, Identity::isAbsolute) && Shape.any(b, Identity::isAbsolute))) {
      return Optional.of(false);
    }
    try {
      boolean complex = Shape.mentions(a, Expr.Constant.I) || Shape.mentions(b, Expr.Constant.I);
      Optional<Boolean> real = complex ? Optional.empty() : compare(a, b, true);
      return real.isPresent() ? real : compare(a, b, false);
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /**
   * The number that {@code e} is at no point in particular, empty where it has variables or is
   * none.
   */
  Optional<BigDecimal> realValue(Expr e) {
    if (Shape.hasVariables(e)) {
      return Optional.empty();
    }
    try {
      BigComplex value = new Evaluator(true, name -> BigDecimal.ONE, budget).value(e);
      return value.isReal() ? Optional.of(value.re) : Optional.empty();
    } catch (Undefined | ArithmeticException ex) {
      return Optional.empty();
    }
  }

  private Optional<Boolean> compare(Expr a, Expr b, boolean real) {
    Iterator<Points.Point> points = Points.of(a, b, positive).iterator();
    int all = 0;
    int compared = 0;
    int oneSided = 0;
    int looks = isPrecise(a) && isPrecise(b) ? SECOND_LOOKS : 0;
    boolean wide = looks > 0 && (Shape.any(a, Identity::isWide) || Shape.any(b, Identity::isWide));
    for (; points.hasNext(); all++) {
      var evaluator = new Evaluator(real, points.next(), budget);
      Optional<BigComplex> x = valueAt(a, evaluator);
      Optional<BigComplex> y = valueAt(b, evaluator);
      if (x.isPresent() && y.isPresent()) {
        if (!close(x.get(), y.get(), evaluator.scale())) {
          return Optional.of(false);
        }
        if (looks > 0 && (wide || doubtful(x.get(), y.get(), evaluator.scale()))) {
          looks--;
          if (differs(a, b, evaluator.precise())) {
            return Optional.of(false);
          }
        }
        compared++;
      } else if (x.isPresent() != y.isPresent()) {
        if (Shape.any(a, Identity::isAbsolute) != Shape.any(b, Identity::isAbsolute)) {
          return Optional.of(false);
        }
        oneSided++;
      }
    }
    boolean sameNames = Variables.free(a).equals(Variables.free(b));
    int mostOneSided = sameNames ? MOST_ONE_SIDED * compared : 0;
    boolean enough = compared >= Math.min(all, 2) && oneSided <= mostOneSided;
    return enough ? Optional.of(true) : Optional.empty();
  }

  /** |z| or |w|: these letters are complex by custom. */
  private static boolean absoluteOfComplex(Expr e) {
    return Shape.any(
        e,
        x -> isAbsolute(x) && Variables.free(x).stream().anyMatch(n -> n.matches("[zw](?:_.*)?")));
  }

  private static boolean isAbsolute(Expr e) {
    return e instanceof Expr.Call c && c.name().equals("abs");
  }

  private static Optional<BigComplex> valueAt(Expr e, Evaluator evaluator) {
    try {
      return Optional.of(evaluator.value(e));
    } catch (Undefined ex) {
      return Optional.empty();
    }
  }

  /** Whether all that {@code e} is made of can be computed to any precision. */
  private static boolean isPrecise(Expr e) {
    return !Shape.any(
        e,
        x ->
            (x instanceof Expr.Call c && !Evaluator.keepsDigits(c))
                || (x instanceof Expr.Num n && n.decimals() >= 15));
  }

  /** A number beside which others vanish: {@code 10^{80}}, {@code e^{-200}}. */
  private static boolean isWide(Expr e) {
    return switch (e) {
      case Expr.Num n ->
          n.value().getNumerator().bitLength() > WIDE_BITS
              || n.value().getDenominator().bitLength() > WIDE_BITS;
      case Expr.Power(Expr base, Expr.Num exponent) ->
          !Shape.hasVariables(base) && exponent.value().abs().doubleValue() > WIDE_EXPONENT;
      default -> false;
    };
  }

  private static boolean doubtful(BigComplex x, BigComplex y, BigDecimal scale) {
    BigDecimal difference = Evaluator.magnitude(x.subtract(y, Evaluator.PRECISION));
    BigDecimal size = Evaluator.magnitude(x).max(Evaluator.magnitude(y));
    return difference.compareTo(size.multiply(DOUBTFUL)) > 0
        || size.compareTo(scale.multiply(LOST)) < 0;
  }

  /** Whether 60 equal digits are followed by others: {@code 10^{60} + x} and {@code 10^{60}}. */
  private static boolean differs(Expr a, Expr b, Evaluator precise) {
    BigComplex x = precise.value(a);
    BigComplex y = precise.value(b);
    BigDecimal difference = Evaluator.magnitude(x.add(y.negate()));
    BigDecimal size = Evaluator.magnitude(x).max(Evaluator.magnitude(y));
    BigDecimal noise = precise.scale().multiply(CANCELLED_TWICE);
    return difference.compareTo(size.multiply(RELATIVE_TWICE).max(noise)) > 0;
  }

  static boolean close(BigComplex x, BigComplex y, BigDecimal scale) {
    BigDecimal difference = Evaluator.magnitude(x.subtract(y, Evaluator.PRECISION));
    BigDecimal size = Evaluator.magnitude(x).max(Evaluator.magnitude(y));
    boolean vanish = size.compareTo(scale.multiply(VANISHING)) < 0;
    return difference.compareTo(size.multiply(RELATIVE)) <= 0
        || (vanish && difference.compareTo(scale.multiply(CANCELLED)) <= 0);
  }
}
