package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.hipparchus.fraction.BigFraction;

/** The functions of {@link FunctionNames} at a point. */
final class Functions {

  private static final MathContext MC = Evaluator.PRECISION;
  private static final int LARGEST_FACTORIAL = 1_000;

  private final Evaluator evaluator;
  private final Map<At, BigDecimal> known = new HashMap<>();
  private final Calculus calculus;

  Functions(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.calculus = new Calculus(evaluator);
  }

  /** A function at a real place. */
  private record At(String name, BigDecimal x) {}

  BigComplex call(Expr.Call c) {
    return switch (c.name()) {
      case "root" -> root(c);
      case "ln" -> evaluator.log(argument(c));
      case "log" -> logarithm(c);
      case "abs" -> absolute(argument(c));
      case "factorial" -> factorial(argument(c));
      case "binom" -> binomial(c);
      case "det" -> determinant(c.arguments().getFirst());
      case "gcd", "lcm", "max", "min", "mod", "pmod" -> integers(c);
      case "floor" -> Evaluator.real(whole(realArgument(c), RoundingMode.FLOOR));
      case "ceil" -> Evaluator.real(whole(realArgument(c), RoundingMode.CEILING));
      case "ordered" -> evaluator.value(new Expr.Product(c.arguments()));
      case "re" -> Evaluator.real(argument(c).re);
      case "im" -> Evaluator.real(argument(c).im);
      case "sgn" -> Evaluator.real(BigDecimal.valueOf(realArgument(c).signum()));
      case Calculus.SUM, Calculus.PRODUCT, Calculus.INTEGRAL, Calculus.LIMIT -> calculus.value(c);
      case "pm", "mp" -> throw new NotUnderstood("± inside a value");
      default -> c.name().startsWith("apply ") ? unknown(c) : trigonometric(c);
    };
  }

  private BigComplex argument(Expr.Call c) {
    return evaluator.value(c.arguments().getFirst());
  }

  private BigDecimal realArgument(Expr.Call c) {
    BigComplex x = argument(c);
    if (!x.isReal()) {
      throw new Undefined("the order of complex numbers");
    }
    return x.re;
  }

  private BigComplex root(Expr.Call c) {
    Expr index = c.arguments().get(1);
    Optional<BigFraction> n = Exact.rational(index);
    return n.isEmpty() || n.get().signum() == 0
        ? evaluator.value(
            new Expr.Power(c.arguments().getFirst(), Expr.over(Expr.Num.of(1), index)))
        : evaluator.root(argument(c), n.get());
  }

  /** The integer beside {@code x}; what is one to sixty digits is that one: log₂ 8 is 3. */
  private static BigDecimal whole(BigDecimal x, RoundingMode mode) {
    BigDecimal nearest = x.setScale(0, RoundingMode.HALF_EVEN);
    BigDecimal slack = BigDecimal.ONE.movePointLeft(60).max(x.abs().movePointLeft(75));
    return x.subtract(nearest).abs().compareTo(slack) < 0 ? nearest : x.setScale(0, mode);
  }

  /** Without a base written, "log" is a logarithm of a base of its own: neither e nor 10. */
  private BigComplex logarithm(Expr.Call c) {
    BigComplex base =
        c.arguments().size() > 1
            ? evaluator.value(c.arguments().get(1))
            : Evaluator.real(new BigDecimal("7.3890312468139"));
    BigComplex below = evaluator.log(base);
    if (Evaluator.isZero(below)) {
      throw new Undefined("a logarithm of base 1");
    }
    return evaluator.log(argument(c)).divide(below, MC);
  }

  private BigComplex absolute(BigComplex x) {
    return Evaluator.real(x.isReal() ? x.re.abs() : x.abs(evaluator.precision()));
  }

  private BigComplex factorial(BigComplex x) {
    boolean whole = x.isReal() && isInteger(x.re);
    if (!whole || x.re.signum() < 0) {
      throw new Undefined("a factorial");
    }
    return Evaluator.real(new BigDecimal(factorial(x.re)));
  }

  private BigInteger factorial(BigDecimal n) {
    if (n.compareTo(BigDecimal.valueOf(LARGEST_FACTORIAL)) > 0) {
      throw new NotUnderstood("a factorial beyond " + LARGEST_FACTORIAL + "!");
    }
    evaluator.spendFunction();
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= n.intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return product;
  }

  private static boolean isInteger(BigDecimal x) {
    return x.signum() == 0 || x.stripTrailingZeros().scale() <= 0;
  }

  private BigComplex binomial(Expr.Call c) {
    BigComplex n = evaluator.value(c.arguments().get(0));
    BigComplex k = evaluator.value(c.arguments().get(1));
    boolean whole = n.isReal() && k.isReal() && isInteger(n.re) && isInteger(k.re);
    if (!whole || k.re.signum() < 0 || n.re.signum() < 0) {
      throw new Undefined("a binomial");
    }
    if (n.re.compareTo(k.re) < 0) {
      return BigComplex.ZERO;
    }
    BigInteger below = factorial(k.re).multiply(factorial(n.re.subtract(k.re)));
    return Evaluator.real(new BigDecimal(factorial(n.re).divide(below)));
  }

  private BigComplex integers(Expr.Call c) {
    List<BigDecimal> values = c.arguments().stream().map(evaluator::value).map(v -> v.re).toList();
    BigDecimal first = values.getFirst();
    return Evaluator.real(values.stream().skip(1).reduce(first, (a, b) -> pair(c.name(), a, b)));
  }

  private static BigDecimal pair(String name, BigDecimal a, BigDecimal b) {
    return switch (name) {
      case "max" -> a.max(b);
      case "min" -> a.min(b);
      default -> wholePair(name, a, b);
    };
  }

  private static BigDecimal wholePair(String name, BigDecimal a, BigDecimal b) {
    if (!isInteger(a) || !isInteger(b) || b.signum() == 0) {
      throw new Undefined(name);
    }
    BigInteger x = a.toBigInteger();
    BigInteger y = b.toBigInteger();
    BigInteger gcd = x.gcd(y);
    return new BigDecimal(
        switch (name) {
          case "gcd" -> gcd;
          case "lcm" -> x.multiply(y).abs().divide(gcd);
          default -> x.mod(y.abs());
        });
  }

  private BigComplex determinant(Expr e) {
    if (!(e instanceof Expr.Matrix(List<List<Expr>> rows)) || rows.size() > 6) {
      throw new NotUnderstood("the determinant of no small matrix");
    }
    if (rows.stream().anyMatch(r -> r.size() != rows.size())) {
      throw new NotUnderstood("the determinant of no square matrix");
    }
    return determinant(rows);
  }

  private BigComplex determinant(List<List<Expr>> rows) {
    if (rows.size() == 1) {
      return evaluator.value(rows.getFirst().getFirst());
    }
    BigComplex total = BigComplex.ZERO;
    for (int column = 0; column < rows.size(); column++) {
      BigComplex cell = evaluator.value(rows.getFirst().get(column));
      BigComplex part = cell.multiply(determinant(minor(rows, column)), MC);
      total = column % 2 == 0 ? total.add(part, MC) : total.subtract(part, MC);
    }
    return total;
  }

  private static List<List<Expr>> minor(List<List<Expr>> rows, int column) {
    return rows.stream()
        .skip(1)
        .map(
            row -> {
              var rest = new java.util.ArrayList<>(row);
              rest.remove(column);
              return List.<Expr>copyOf(rest);
            })
        .toList();
  }

  /** A function nobody knows: one fixed value for each name and arguments. */
  private BigComplex unknown(Expr.Call c) {
    var key = new StringBuilder(c.name());
    for (Expr argument : c.arguments()) {
      BigComplex x = evaluator.value(argument);
      key.append('|').append(rounded(x.re)).append('|').append(rounded(x.im));
    }
    var random = new SplittableRandom(key.toString().hashCode());
    return Evaluator.real(
        BigDecimal.valueOf(random.nextInt(1 << 30), 9).add(BigDecimal.valueOf(0.5)));
  }

  private static String rounded(BigDecimal x) {
    return x.round(new MathContext(25)).stripTrailingZeros().toPlainString();
  }

  private BigComplex trigonometric(Expr.Call c) {
    BigComplex x = evaluator.angle(argument(c));
    if (c.arguments().size() != 1) {
      throw new NotUnderstood("the arguments of " + c.name());
    }
    return x.isReal() && inDomain(c.name(), x.re)
        ? Evaluator.real(real(c.name(), x.re))
        : complex(c.name(), x);
  }

  private boolean inDomain(String name, BigDecimal x) {
    boolean inside =
        switch (name) {
          case "arcsin", "arccos", "artanh" -> x.abs().compareTo(BigDecimal.ONE) <= 0;
          case "arcsec", "arccsc" -> x.abs().compareTo(BigDecimal.ONE) >= 0;
          case "arcosh" -> x.compareTo(BigDecimal.ONE) >= 0;
          default -> true;
        };
    if (!inside && evaluator.isReal()) {
      throw new Undefined(name);
    }
    return inside;
  }

  /** The value of a function that was met at {@code x} before is not computed once more. */
  private BigDecimal real(String name, BigDecimal x) {
    return known.computeIfAbsent(new At(name, x), at -> computed(name, x));
  }

  private static BigDecimal computed(String name, BigDecimal x) {
    return switch (name) {
      case "sin" -> BigDecimalMath.sin(x, MC);
      case "cos" -> BigDecimalMath.cos(x, MC);
      case "tan" -> quotient(BigDecimalMath.sin(x, MC), BigDecimalMath.cos(x, MC));
      case "cot" -> quotient(BigDecimalMath.cos(x, MC), BigDecimalMath.sin(x, MC));
      case "sec" -> quotient(BigDecimal.ONE, BigDecimalMath.cos(x, MC));
      case "csc" -> quotient(BigDecimal.ONE, BigDecimalMath.sin(x, MC));
      case "arcsin" -> BigDecimalMath.asin(x, MC);
      case "arccos" -> BigDecimalMath.acos(x, MC);
      case "arctan" -> BigDecimalMath.atan(x, MC);
      case "arccot" ->
          BigDecimalMath.pi(MC).divide(BigDecimal.TWO, MC).subtract(BigDecimalMath.atan(x, MC), MC);
      case "arcsec" -> BigDecimalMath.acos(quotient(BigDecimal.ONE, x), MC);
      case "arccsc" -> BigDecimalMath.asin(quotient(BigDecimal.ONE, x), MC);
      default -> Hyperbolic.real(name, x);
    };
  }

  /** A pole: sin π is 0 only to the precision, so what is smaller than it counts as zero. */
  static BigDecimal quotient(BigDecimal above, BigDecimal below) {
    if (below.abs().compareTo(BigDecimal.ONE.movePointLeft(Evaluator.DIGITS - 15)) < 0) {
      throw new Undefined("a pole");
    }
    return above.divide(below, MC);
  }

  private static BigComplex complex(String name, BigComplex x) {
    return switch (name) {
      case "sin" -> Hyperbolic.sin(x);
      case "cos" -> Hyperbolic.cos(x);
      case "tan" -> Hyperbolic.sin(x).divide(Hyperbolic.cos(x), MC);
      case "arcsin" -> BigComplexMath.asin(x, MC);
      case "arccos" -> BigComplexMath.acos(x, MC);
      case "arctan" -> BigComplexMath.atan(x, MC);
      default -> throw new Undefined("the complex " + name);
    };
  }
}
