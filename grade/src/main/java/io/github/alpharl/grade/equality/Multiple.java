package io.github.alpharl.grade.equality;

import ch.obermuhlner.math.big.BigComplex;
import io.github.alpharl.grade.expression.Evaluator;
import java.math.BigDecimal;
import java.util.Optional;

/** Watches whether one function is a constant multiple of another, and not constant itself. */
final class Multiple {

  private static final int ENOUGH = 3;

  private Optional<BigComplex> first = Optional.empty();
  private Optional<BigComplex> ratio = Optional.empty();
  private boolean varies;
  private int compared;

  /** Takes the values at one more point; false where they exclude a multiple. */
  boolean allows(BigComplex a, BigComplex b, BigDecimal scale) {
    if (Evaluator.isZero(a) && Evaluator.isZero(b)) {
      return true;
    }
    if (Evaluator.isZero(a) || Evaluator.isZero(b)) {
      return false;
    }
    varies |= first.isPresent() && !Identity.close(first.get(), a, scale);
    first = first.or(() -> Optional.of(a));
    BigComplex k = a.divide(b, Evaluator.PRECISION);
    if (ratio.isPresent() && !Identity.close(ratio.get(), k, scale)) {
      return false;
    }
    ratio = Optional.of(k);
    compared++;
    return true;
  }

  /** Whether all points agreed on one factor, above zero where {@code positive}. */
  boolean found(boolean positive) {
    return compared >= ENOUGH
        && varies
        && (!positive || ratio.filter(k -> k.isReal() && k.re.signum() > 0).isPresent());
  }
}
