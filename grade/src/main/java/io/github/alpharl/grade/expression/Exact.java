package io.github.alpharl.grade.expression;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.hipparchus.fraction.BigFraction;

/** Exact rational values, bounded by {@link Bounds#BITS}. */
public final class Exact {

  private static final int EXPONENT = 10_000;

  private Exact() {}

  /**
   * The rational number that {@code e} is, empty where it is none, divides by zero or grows beyond
   * the bounds.
   */
  public static Optional<BigFraction> rational(Expr e) {
    return switch (e) {
      case Expr.Num n -> Optional.of(n.value());
      case Expr.Sum s -> fold(s.terms(), BigFraction.ZERO, true);
      case Expr.Product p -> fold(p.factors(), BigFraction.ONE, false);
      case Expr.Power p -> power(p);
      case Expr.Call c -> call(c);
      default -> Optional.empty();
    };
  }

  private static Optional<BigFraction> fold(List<Expr> all, BigFraction start, boolean add) {
    BigFraction total = start;
    for (Expr e : all) {
      Optional<BigFraction> value = rational(e);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      total = add ? total.add(value.get()) : total.multiply(value.get());
      if (bits(total) > Bounds.BITS) {
        return Optional.empty();
      }
    }
    return Optional.of(total);
  }

  private static int bits(BigFraction f) {
    return Math.max(f.getNumerator().bitLength(), f.getDenominator().bitLength());
  }

  private static Optional<BigFraction> power(Expr.Power p) {
    Optional<BigFraction> exponent = rational(p.exponent());
    if (exponent.isEmpty() || !isSmallInteger(exponent.get())) {
      return Optional.empty();
    }
    int n = exponent.get().getNumerator().intValueExact();
    return rational(p.base())
        .filter(base -> (long) bits(base) * Math.abs((long) n) <= Bounds.BITS)
        .filter(base -> n > 0 || !base.isZero())
        .map(base -> base.pow(n));
  }

  private static boolean isSmallInteger(BigFraction f) {
    return f.getDenominator().equals(BigInteger.ONE)
        && f.getNumerator().abs().compareTo(BigInteger.valueOf(EXPONENT)) <= 0;
  }

  private static Optional<BigFraction> call(Expr.Call c) {
    if (c.name().equals("factorial")) {
      return rational(c.arguments().getFirst()).flatMap(Exact::factorial);
    }
    if (c.name().equals("root") && c.arguments().get(1).equals(Expr.Num.of(2))) {
      return rational(c.arguments().getFirst()).flatMap(Exact::squareRoot);
    }
    if (c.name().equals("abs")) {
      return rational(c.arguments().getFirst()).map(BigFraction::abs);
    }
    return Optional.empty();
  }

  private static Optional<BigFraction> factorial(BigFraction f) {
    if (!isSmallInteger(f) || f.signum() < 0 || f.intValue() > 1_000) {
      return Optional.empty();
    }
    BigInteger product = BigInteger.ONE;
    for (int i = 2; i <= f.intValue(); i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return Optional.of(new BigFraction(product));
  }

  private static Optional<BigFraction> squareRoot(BigFraction f) {
    if (f.signum() < 0) {
      return Optional.empty();
    }
    BigInteger above = f.getNumerator().sqrt();
    BigInteger below = f.getDenominator().sqrt();
    boolean perfect =
        above.pow(2).equals(f.getNumerator()) && below.pow(2).equals(f.getDenominator());
    return perfect ? Optional.of(new BigFraction(above, below)) : Optional.empty();
  }
}
