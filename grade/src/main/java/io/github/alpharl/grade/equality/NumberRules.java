package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.equality.Equality.Decision;
import io.github.alpharl.grade.expression.Evaluator;
import io.github.alpharl.grade.expression.Exact;
import io.github.alpharl.grade.expression.Expr;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;
import org.hipparchus.fraction.BigFraction;

/** The numeric rules of single benchmarks. */
public final class NumberRules {

  /**
   * Bounds of the relative tolerance: half a unit of the gold answer's last digit, but no less and
   * no more.
   */
  static final BigDecimal TIGHTEST = new BigDecimal("0.001");

  static final BigDecimal LOOSEST = new BigDecimal("0.01");

  private NumberRules() {}

  /** AIME: both must be the same integer, exactly; a unit is ignored, a percent sign is not. */
  public static Decision integer(Expr gold, Expr answer) {
    Optional<BigInteger> g = integer(gold);
    Optional<BigInteger> a = integer(answer);
    return new Decision(g.isPresent() && g.equals(a), "exact integer");
  }

  private static Optional<BigInteger> integer(Expr e) {
    Expr value = Shape.assigned(e).orElse(e);
    if (value instanceof Expr.Quantity q) {
      value = q.unit().isPercent() ? q : q.value();
    }
    return Exact.rational(value)
        .filter(f -> f.getDenominator().equals(BigInteger.ONE))
        .map(BigFraction::getNumerator);
  }

  /**
   * Minerva: real numbers agree within the precision of the gold answer, relatively; empty where
   * one is no number.
   */
  public static Optional<Decision> relative(Expr gold, Expr answer, Equality equality) {
    Optional<BigDecimal> g = equality.identity().realValue(plain(gold));
    Optional<BigDecimal> a = equality.identity().realValue(answerValue(gold, answer));
    if (g.isEmpty() || a.isEmpty() || unitsDiffer(gold, answer)) {
      return Optional.empty();
    }
    BigDecimal difference = g.get().subtract(a.get()).abs();
    boolean equal = difference.compareTo(g.get().abs().multiply(tolerance(gold))) <= 0;
    return Optional.of(
        new Decision(equal, "relative tolerance " + tolerance(gold).toPlainString()));
  }

  private static Expr plain(Expr e) {
    Expr value = Shape.assigned(e).orElse(e);
    return value instanceof Expr.Quantity q && !q.unit().isPercent() ? q.value() : value;
  }

  /** A group or statement is no number and is left to the other rules. */
  private static Expr answerValue(Expr gold, Expr answer) {
    boolean numbers = !(gold instanceof Expr.Group) && !(answer instanceof Expr.Group);
    return numbers ? plain(answer) : new Expr.Symbol("none");
  }

  private static boolean unitsDiffer(Expr gold, Expr answer) {
    return gold instanceof Expr.Quantity && answer instanceof Expr.Quantity;
  }

  /**
   * Half a unit of the last significant digit of a literal, relative to its value, within the
   * bounds.
   */
  static BigDecimal tolerance(Expr gold) {
    if (!(plain(gold) instanceof Expr.Num n) || n.digits() < 1 || n.value().isZero()) {
      return TIGHTEST;
    }
    BigDecimal shown = Evaluator.decimal(n.value()).abs();
    BigDecimal mantissa = shown.movePointLeft(shown.precision() - shown.scale() - 1);
    BigDecimal half = new BigDecimal("0.5").movePointLeft(n.digits() - 1);
    return half.divide(mantissa, new MathContext(3)).max(TIGHTEST).min(LOOSEST);
  }
}
