package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      case Expr.Power p -> power(p);
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

  private static BigDecimal decimal(BigFraction f, MathContext precision) {
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

  private BigComplex power(Expr.Power p) {
    Optional<BigFraction> exponent = Exact.rational(p.exponent());
    if (exponent.isPresent()) {
      return rationalPower(value(p.base()), exponent.get());
    }
    BigComplex power = value(p.exponent());
    if (p.base() == Expr.Constant.E) {
      return exp(power);
    }
    BigComplex base = value(p.base());
    boolean whole = power.isReal() && power.re.stripTrailingZeros().scale() <= 0;
    return whole && base.isReal() && base.re.signum() < 0
        ? integerPower(base, power.re.toBigInteger())
        : power(base, power);
  }

  private BigComplex rationalPower(BigComplex base, BigFraction exponent) {
    if (exponent.getDenominator().equals(BigInteger.ONE)) {
      return integerPower(base, exponent.getNumerator());
    }
    boolean odd = exponent.getDenominator().testBit(0);
    if (real && odd && base.re.signum() < 0) {
      BigComplex size = power(base.negate(), BigComplex.valueOf(decimal(exponent, precision)));
      return exponent.getNumerator().testBit(0) ? size.negate() : size;
    }
    return power(base, BigComplex.valueOf(decimal(exponent, precision)));
  }

  private BigComplex integerPower(BigComplex base, BigInteger n) {
    if (isZero(base)) {
      if (n.signum() <= 0) {
        throw new Undefined("a power of zero");
      }
      return BigComplex.ZERO;
    }
    requirePower(magnitude(base), new BigDecimal(n));
    budget.spend(Bounds.FUNCTION_STEPS / 4);
    BigComplex size =
        base.isReal()
            ? real(BigDecimalMath.pow(base.re, n.abs().longValueExact(), precision))
            : clean(BigComplexMath.pow(base, n.abs().longValueExact(), precision));
    return n.signum() >= 0 ? size : reciprocal(size);
  }

  private BigComplex reciprocal(BigComplex x) {
    return x.isReal()
        ? real(BigDecimal.ONE.divide(x.re, precision))
        : clean(BigComplex.ONE.divide(x, precision));
  }

  private BigComplex power(BigComplex base, BigComplex exponent) {
    if (isZero(base)) {
      if (exponent.re.signum() <= 0) {
        throw new Undefined("a power of zero");
      }
      return BigComplex.ZERO;
    }
    if (real && base.re.signum() < 0) {
      throw new Undefined("a fractional power of a negative number");
    }
    return exp(times(exponent, log(base)));
  }

  private static void requirePower(BigDecimal base, BigDecimal exponent) {
    int digits = Math.abs(base.precision() - base.scale()) + 1;
    if (exponent
            .abs()
            .multiply(BigDecimal.valueOf(digits))
            .compareTo(BigDecimal.valueOf(Bounds.MAGNITUDE))
        > 0) {
      throw new NotUnderstood("a power beyond 10^" + Bounds.MAGNITUDE);
    }
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

  BigComplex root(BigComplex x, BigFraction index) {
    spendFunction();
    boolean whole = index.getDenominator().equals(BigInteger.ONE) && index.signum() > 0;
    if (!whole) {
      return power(x, BigComplex.valueOf(decimal(index.reciprocal(), precision)));
    }
    boolean odd = index.getNumerator().testBit(0);
    if (x.isReal() && x.re.signum() == 0) {
      return BigComplex.ZERO;
    }
    if (x.isReal() && x.re.signum() > 0 && index.getNumerator().bitLength() <= 8) {
      return real(PositiveRoot.of(x.re, index.getNumerator().intValue(), precision));
    }
    if (x.isReal() && x.re.signum() < 0 && odd) {
      return root(x.negate(), index).negate();
    }
    return power(x, BigComplex.valueOf(decimal(index.reciprocal(), precision)));
  }

  BigComplex angle(BigComplex x) {
    spendFunction();
    if (magnitude(x).compareTo(x.isReal() ? LARGEST_ANGLE : LARGEST_EXPONENT) > 0) {
      throw new NotUnderstood("an angle beyond the bounds");
    }
    return x;
  }

  void spendFunction() {
    budget.spend(Bounds.FUNCTION_STEPS);
  }

  private BigComplex times(BigComplex x, BigComplex y) {
    return x.isReal() && y.isReal()
        ? real(x.re.multiply(y.re, precision))
        : clean(x.multiply(y, precision));
  }

  /** Zeros without a scale: that of a product of zeros would grow without bound. */
  private static BigComplex clean(BigComplex x) {
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
