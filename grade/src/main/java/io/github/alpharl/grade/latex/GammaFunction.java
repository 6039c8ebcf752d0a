package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Exact;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Num;
import java.math.BigInteger;
import java.util.Optional;
import org.hipparchus.fraction.BigFraction;

/** Γ at integers, (n − 1)!, and at halves of odd numbers, a fraction of √π. */
final class GammaFunction {

  private static final BigInteger LARGEST = BigInteger.valueOf(1_000);

  private GammaFunction() {}

  /** The value at {@code x}; empty where it is no positive number of these kinds, at most 1000. */
  static Optional<Expr> value(Expr x) {
    Optional<BigFraction> at = Exact.rational(x);
    if (at.isEmpty()
        || at.get().compareTo(BigFraction.ZERO) <= 0
        || at.get().compareTo(new BigFraction(LARGEST)) > 0) {
      return Optional.empty();
    }
    BigInteger below = at.get().getDenominator();
    if (below.equals(BigInteger.ONE)) {
      return Optional.of(Call.of("factorial", Num.exact(at.get().subtract(BigFraction.ONE))));
    }
    return below.equals(BigInteger.TWO) ? Optional.of(half(at.get())) : Optional.empty();
  }

  /** Γ(x) = (x − 1)(x − 2) … (1/2) √π. */
  private static Expr half(BigFraction x) {
    BigFraction factor = BigFraction.ONE;
    for (BigFraction f = x.subtract(BigFraction.ONE);
        f.compareTo(BigFraction.ZERO) > 0;
        f = f.subtract(BigFraction.ONE)) {
      factor = factor.multiply(f);
    }
    return Expr.times(Num.exact(factor), Call.of("root", Constant.PI, Num.of(2)));
  }
}
