package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Hyperbolic functions, and trigonometric ones of complex numbers, in time that does not grow with
 * the argument: big-math adds up their series, which takes half a minute at 20 000.
 */
final class Hyperbolic {

  private static final MathContext MC = Evaluator.PRECISION;
  private static final BigDecimal BOUND = BigDecimal.valueOf(20_000);

  private Hyperbolic() {}

  static BigDecimal real(String name, BigDecimal x) {
    if (x.abs().compareTo(BOUND) > 0) {
      throw new NotUnderstood("a hyperbolic function beyond the bounds");
    }
    return switch (name) {
      case "sinh" -> sinh(x);
      case "cosh" -> cosh(x);
      case "tanh" -> sinh(x).divide(cosh(x), MC);
      case "coth" -> Functions.quotient(cosh(x), sinh(x));
      case "arsinh" -> arsinh(x);
      case "arcosh" -> BigDecimalMath.log(x.add(root(squared(x).subtract(BigDecimal.ONE))), MC);
      case "artanh" -> BigDecimalMath.atanh(x, MC);
      default -> throw new NotUnderstood("the function " + name);
    };
  }

  /** sin(a + bi) = sin a cosh b + i cos a sinh b. */
  static BigComplex sin(BigComplex x) {
    bounded(x);
    return BigComplex.valueOf(
        BigDecimalMath.sin(x.re, MC).multiply(cosh(x.im), MC),
        BigDecimalMath.cos(x.re, MC).multiply(sinh(x.im), MC));
  }

  /** cos(a + bi) = cos a cosh b − i sin a sinh b. */
  static BigComplex cos(BigComplex x) {
    bounded(x);
    return BigComplex.valueOf(
        BigDecimalMath.cos(x.re, MC).multiply(cosh(x.im), MC),
        BigDecimalMath.sin(x.re, MC).multiply(sinh(x.im), MC).negate());
  }

  private static void bounded(BigComplex x) {
    if (x.im.abs().compareTo(BOUND) > 0) {
      throw new NotUnderstood("an angle beyond the bounds");
    }
  }

  /** By its series near 0, where the exponentials cancel. */
  private static BigDecimal sinh(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.ONE) < 0) {
      return BigDecimalMath.sinh(x, MC);
    }
    return half(BigDecimalMath.exp(x, MC).subtract(BigDecimalMath.exp(x.negate(), MC)));
  }

  private static BigDecimal cosh(BigDecimal x) {
    return half(BigDecimalMath.exp(x, MC).add(BigDecimalMath.exp(x.negate(), MC), MC));
  }

  private static BigDecimal half(BigDecimal x) {
    return x.divide(BigDecimal.TWO, MC);
  }

  private static BigDecimal arsinh(BigDecimal x) {
    if (x.abs().compareTo(BigDecimal.ONE) < 0) {
      return BigDecimalMath.asinh(x, MC);
    }
    BigDecimal size = x.abs().add(root(squared(x).add(BigDecimal.ONE)), MC);
    BigDecimal value = BigDecimalMath.log(size, MC);
    return x.signum() < 0 ? value.negate() : value;
  }

  private static BigDecimal squared(BigDecimal x) {
    return x.multiply(x);
  }

  private static BigDecimal root(BigDecimal x) {
    return x.signum() == 0 ? x : PositiveRoot.of(x, 2, MC);
  }
}
