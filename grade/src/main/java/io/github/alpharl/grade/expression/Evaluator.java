package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hipparchus.fraction.BigFraction;

/**
 * The value of an expression at a point, to {@link #DIGITS} digits. In the real mode a logarithm or
 * an even root of a negative number is undefined and odd roots are real; in the complex mode
 * principal values are taken.
 */
public final class Evaluator {

  static final int DIGITS = 80;
  public static final MathContext PRECISION = new MathContext(DIGITS);

  /** Leading digits that a sum may lose without being noise. */
  private static final int CANCELLED = 15;

  /** For a second look at what the first takes for noise. */
  private static final MathContext SECOND = new MathContext(200);

  /** Functions that are computed to any precision. */
  private static final Set<String> PRECISE =
      Set.of("root", "ln", "abs", "factorial", "binom", "max", "min");

  private static final BigDecimal LARGEST_ANGLE = BigDecimal.valueOf(1_000_000_000L);
  private static final BigDecimal LARGEST_EXPONENT = BigDecimal.valueOf(23_000);

  private final MathContext precision;
  private final boolean real;
  private final Function<String, BigDecimal> point;
  private final Budget budget;
  private final Functions functions;
  private final Powers powers;
  private final Map<String, BigDecimal> bound = new HashMap<>();
  private BigDecimal scale = BigDecimal.ZERO;

  public Evaluator(boolean real, Function<String, BigDecimal> point, Budget budget) {
    this(real, point, budget, PRECISION);
  }

  private Evaluator(
      boolean real, Function<String, BigDecimal> point, Budget budget, MathContext precision) {
    this.precision = precision;
    this.real = real;
    this.point = point;
    this.budget = budget;
    this.functions = new Functions(this);
    this.powers = new Powers(this);
  }

  /** The same at the same point, to more than twice the digits. */
  public Evaluator precise() {
    return new Evaluator(real, point, budget, SECOND);
  }

  /** Whether {@code call} keeps the digits of {@link #precise}. */
  public static boolean keepsDigits(Expr.Call call) {
    return PRECISE.contains(call.name());
  }

  MathContext precision() {
    return precision;
  }

  boolean isReal() {
    return real;
  }

  /**
   * The largest magnitude among the terms of all sums so far that nearly cancelled: what of a value
   * may be noise. A sum that keeps its size, as in {@code ln(10^{100} + x)}, makes no noise.
   */
  public BigDecimal scale() {
    return scale;
  }

  /**
   * The value of {@code e}.
   *
   * @throws Undefined outside the domain
   * @throws NotUnderstood where {@code e} is no number
   */
  public BigComplex value(Expr e) {
    budget.spend(1);
    return switch (e) {
      case Expr.Num n -> BigComplex.valueOf(decimal(n.value(), precision));
      case Expr.Constant c -> constant(c);
      case Expr.Symbol s -> BigComplex.valueOf(variable(s.name()));
      case Expr.Words w -> BigComplex.valueOf(point.apply("text " + w.text()));
      case Expr.Sum s -> sum(s.terms());
      case Expr.Product p -> product(p.factors());
      case Expr.Power p -> powers.power(p);
      case Expr.Call c -> functions.call(c);
      case Expr.Quantity q -> quantity(q);
      default -> throw new NotUnderstood("no number");
    };
  }

  private BigDecimal variable(String name) {
    BigDecimal value = bound.get(name);
    return value == null ? point.apply(name) : value;
  }

  /** The value of {@code e} where the variable {@code name} is {@code value}. */
  BigComplex valueWhere(String name, BigDecimal value, Expr e) {
    BigDecimal outer = bound.put(name, value);
    try {
      return value(e);
    } finally {
      if (outer == null) {
        bound.remove(name);
      } else {
        bound.put(name, outer);
      }
    }
  }

  public static BigDecimal decimal(BigFraction f) {
    return decimal(f, PRECISION);
  }

  static BigDecimal decimal(BigFraction f, MathContext precision) {
    return new BigDecimal(f.getNumerator()).divide(new BigDecimal(f.getDenominator()), precision);
  }

  private BigComplex constant(Expr.Constant c) {
    return switch (c) {
      case PI -> BigComplex.valueOf(BigDecimalMath.pi(precision));
      case E -> BigComplex.valueOf(BigDecimalMath.e(precision));
      case I -> BigComplex.I;
      case INFINITY -> throw new Undefined("infinity");
    };
  }

  private BigComplex sum(List<Expr> terms) {
    BigComplex total = BigComplex.ZERO;
    BigDecimal largest = BigDecimal.ZERO;
    for (Expr term : terms) {
      BigComplex value = value(term);
      largest = largest.max(magnitude(value));
      total = clean(total.add(value, precision));
    }
    if (magnitude(total).compareTo(largest.movePointLeft(CANCELLED)) < 0) {
      scale = scale.max(largest);
    }
    return total;
  }

  private BigComplex product(List<Expr> factors) {
    BigComplex total = BigComplex.ONE;
    for (Expr factor : factors) {
      total = bounded(times(total, value(factor)));
    }
    if (isZero(total) && factors.stream().anyMatch(Expr.Words.class::isInstance)) {
      throw new NotUnderstood("nothing of something in words");
    }
    return total;
  }

  private BigComplex quantity(Expr.Quantity q) {
    if (q.unit().isPercent()) {
      return value(q.value()).divide(BigDecimal.valueOf(100), precision);
    }
    if (q.unit().isDegree()) {
      BigDecimal radian = BigDecimalMath.pi(precision).divide(BigDecimal.valueOf(180), precision);
      return value(q.value()).multiply(radian, precision);
    }
    throw new NotUnderstood("a unit inside an expression");
  }

  BigComplex exp(BigComplex x) {
    spendFunction();
    if (x.re.abs().compareTo(LARGEST_EXPONENT) > 0 || x.im.abs().compareTo(LARGEST_ANGLE) > 0) {
      throw new NotUnderstood("a power beyond 10^" + Bounds.MAGNITUDE);
    }
    return x.isReal()
        ? real(BigDecimalMath.exp(x.re, precision))
        : BigComplexMath.exp(x, precision);
  }

  BigComplex log(BigComplex x) {
    spendFunction();
    if (isZero(x) || (real && x.re.signum() <= 0)) {
      throw new Undefined("a logarithm");
    }
    return x.isReal() && x.re.signum() > 0
        ? real(BigDecimalMath.log(x.re, precision))
        : BigComplexMath.log(x, precision);
  }

  BigComplex angle(BigComplex x) {
    spendFunction();
    if (magnitude(x).compareTo(x.isReal() ? LARGEST_ANGLE : LARGEST_EXPONENT) > 0) {
      throw new NotUnderstood("an angle beyond the bounds");
    }
    return x;
  }

  BigComplex root(BigComplex x, BigFraction index) {
    return powers.root(x, index);
  }

  void spend(int steps) {
    budget.spend(steps);
  }

  void spendFunction() {
    budget.spend(Bounds.FUNCTION_STEPS);
  }

  BigComplex times(BigComplex x, BigComplex y) {
    return x.isReal() && y.isReal()
        ? real(x.re.multiply(y.re, precision))
        : clean(x.multiply(y, precision));
  }

  /** Zeros without a scale: that of a product of zeros would grow without bound. */
  static BigComplex clean(BigComplex x) {
    return BigComplex.valueOf(plainZero(x.re), plainZero(x.im));
  }

  private static BigDecimal plainZero(BigDecimal x) {
    return x.signum() == 0 ? BigDecimal.ZERO : x;
  }

  static BigComplex real(BigDecimal x) {
    return BigComplex.valueOf(x);
  }

  public static boolean isZero(BigComplex x) {
    return x.re.signum() == 0 && x.im.signum() == 0;
  }

  /** |re| + |im|: within a factor √2 of the modulus. */
  public static BigDecimal magnitude(BigComplex x) {
    return x.re.abs().add(x.im.abs());
  }

  private static BigComplex bounded(BigComplex x) {
    BigDecimal size = magnitude(x);
    if (size.signum() != 0
        && Math.abs((long) size.precision() - size.scale()) > 2L * Bounds.MAGNITUDE) {
      throw new NotUnderstood("a number beyond 10^" + 2 * Bounds.MAGNITUDE);
    }
    return x;
  }
}
