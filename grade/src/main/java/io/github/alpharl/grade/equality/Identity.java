package io.github.alpharl.grade.equality;

import ch.obermuhlner.math.big.BigComplex;
import io.github.alpharl.grade.expression.Budget;
import io.github.alpharl.grade.expression.Evaluator;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Undefined;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Whether two expressions are one function of their variables: both are evaluated to {@value
 * Evaluator#DIGITS} digits at fixed random points. Two different algebraic expressions agree at a
 * random point with probability zero, so one disagreement decides "different" and agreement at
 * every point decides "equal".
 */
final class Identity {

  /** The range of the variables at each point: small, around one, both signs. */
  private static final double[][] RANGES = {
    {0.1, 0.9}, {1.1, 3}, {0.1, 0.9}, {-3, 3}, {-0.9, 0.9}, {-3, -0.2}, {2, 9}
  };

  private static final BigDecimal RELATIVE = BigDecimal.ONE.movePointLeft(45);
  private static final BigDecimal CANCELLED = BigDecimal.ONE.movePointLeft(65);
  private static final BigDecimal VANISHING = BigDecimal.ONE.movePointLeft(30);

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
    int points = Shape.hasVariables(a) || Shape.hasVariables(b) ? RANGES.length : 1;
    int compared = 0;
    for (int p = 0; p < points; p++) {
      Optional<Boolean> same =
          positive && RANGES[p][0] < 0 ? Optional.empty() : sameAt(a, b, real, p);
      if (same.isPresent() && !same.get()) {
        return same;
      }
      compared += same.isPresent() ? 1 : 0;
    }
    return compared >= Math.min(points, 2) ? Optional.of(true) : Optional.empty();
  }

  private Optional<Boolean> sameAt(Expr a, Expr b, boolean real, int p) {
    var evaluator = new Evaluator(real, point(p), budget);
    Optional<BigComplex> x = valueAt(a, evaluator);
    Optional<BigComplex> y = valueAt(b, evaluator);
    if (x.isPresent() && y.isPresent()) {
      return Optional.of(close(x.get(), y.get(), evaluator.scale()));
    }
    boolean bars = Shape.any(a, Identity::isAbsolute) != Shape.any(b, Identity::isAbsolute);
    return bars && x.isPresent() != y.isPresent() ? Optional.of(false) : Optional.empty();
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

  static boolean close(BigComplex x, BigComplex y, BigDecimal scale) {
    BigDecimal difference = Evaluator.magnitude(x.subtract(y, Evaluator.PRECISION));
    BigDecimal size = Evaluator.magnitude(x).max(Evaluator.magnitude(y));
    boolean vanish = size.compareTo(scale.multiply(VANISHING)) < 0;
    return difference.compareTo(size.multiply(RELATIVE)) <= 0
        || (vanish && difference.compareTo(scale.multiply(CANCELLED)) <= 0);
  }

  /** The fixed random values of the variables at point {@code p}: 12 decimals each. */
  static Function<String, BigDecimal> point(int p) {
    double[] range = RANGES[p];
    return name -> {
      var random = new SplittableRandom(31L * name.hashCode() + p);
      long steps = random.nextLong(1_000_000_000_000L);
      double width = range[1] - range[0];
      return BigDecimal.valueOf(range[0])
          .add(BigDecimal.valueOf(width).multiply(BigDecimal.valueOf(steps, 12)));
    };
  }
}
