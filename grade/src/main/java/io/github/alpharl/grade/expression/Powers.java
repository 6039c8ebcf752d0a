package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Optional;
import org.hipparchus.fraction.BigFraction;

/** Powers and roots at a point: real ones of negative numbers in the real mode. */
final class Powers {

  private final Evaluator evaluator;
  private final MathContext precision;

  Powers(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.precision = evaluator.precision();
  }

  BigComplex power(Expr.Power p) {
    Optional<BigFraction> exponent = Exact.rational(p.exponent());
    if (exponent.isPresent()) {
      return rationalPower(evaluator.value(p.base()), exponent.get());
    }
    BigComplex power = evaluator.value(p.exponent());
    if (p.base() == Expr.Constant.E) {
      return evaluator.exp(power);
    }
    BigComplex base = evaluator.value(p.base());
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
    if (evaluator.isReal() && odd && base.re.signum() < 0) {
      BigComplex size =
          power(base.negate(), BigComplex.valueOf(Evaluator.decimal(exponent, precision)));
      return exponent.getNumerator().testBit(0) ? size.negate() : size;
    }
    return power(base, BigComplex.valueOf(Evaluator.decimal(exponent, precision)));
  }

  private BigComplex integerPower(BigComplex base, BigInteger n) {
    if (Evaluator.isZero(base)) {
      if (n.signum() <= 0) {
        throw new Undefined("a power of zero");
      }
      return BigComplex.ZERO;
    }
    requirePower(Evaluator.magnitude(base), new BigDecimal(n));
    evaluator.spend(Bounds.FUNCTION_STEPS / 4);
    BigComplex size =
        base.isReal()
            ? Evaluator.real(BigDecimalMath.pow(base.re, n.abs().longValueExact(), precision))
            : Evaluator.clean(BigComplexMath.pow(base, n.abs().longValueExact(), precision));
    return n.signum() >= 0 ? size : reciprocal(size);
  }

  private BigComplex reciprocal(BigComplex x) {
    return x.isReal()
        ? Evaluator.real(BigDecimal.ONE.divide(x.re, precision))
        : Evaluator.clean(BigComplex.ONE.divide(x, precision));
  }

  private BigComplex power(BigComplex base, BigComplex exponent) {
    if (Evaluator.isZero(base)) {
      if (exponent.re.signum() <= 0) {
        throw new Undefined("a power of zero");
      }
      return BigComplex.ZERO;
    }
    if (evaluator.isReal() && base.re.signum() < 0) {
      throw new Undefined("a fractional power of a negative number");
    }
    return evaluator.exp(evaluator.times(exponent, evaluator.log(base)));
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

  BigComplex root(BigComplex x, BigFraction index) {
    evaluator.spendFunction();
    boolean whole = index.getDenominator().equals(BigInteger.ONE) && index.signum() > 0;
    if (!whole) {
      return power(x, BigComplex.valueOf(Evaluator.decimal(index.reciprocal(), precision)));
    }
    boolean odd = index.getNumerator().testBit(0);
    if (x.isReal() && x.re.signum() == 0) {
      return BigComplex.ZERO;
    }
    if (x.isReal() && x.re.signum() > 0 && index.getNumerator().bitLength() <= 8) {
      return Evaluator.real(PositiveRoot.of(x.re, index.getNumerator().intValue(), precision));
    }
    if (x.isReal() && x.re.signum() < 0 && odd) {
      return root(x.negate(), index).negate();
    }
    return power(x, BigComplex.valueOf(Evaluator.decimal(index.reciprocal(), precision)));
  }
}
