package io.github.alpharl.grade.expression;

import io.github.alpharl.grade.expression.Expr.Num;
import java.math.BigDecimal;

/**
 * Decimals as programs print them: 15 to 17 significant digits, of which the last ones are noise.
 * They stand for what is that close: 0.30000000000000004 for 0.3.
 */
public final class DoublePrecision {

  private static final BigDecimal NOISE = new BigDecimal("4.5e-16");
  private static final int FEWEST = 15;
  private static final int MOST = 17;

  private DoublePrecision() {}

  public static boolean is(Num shown) {
    int digits = Evaluator.decimal(shown.value()).stripTrailingZeros().precision();
    return digits >= FEWEST && digits <= MOST;
  }

  /** Whether the two differ by two units of double precision or by the last digit's rounding. */
  public static boolean rounds(BigDecimal exact, Num shown) {
    BigDecimal literal = Evaluator.decimal(shown.value());
    BigDecimal half = new BigDecimal("0.5").movePointLeft(Math.max(0, shown.decimals()));
    BigDecimal slack = exact.abs().multiply(NOISE).max(half);
    return exact.subtract(literal).abs().compareTo(slack) <= 0;
  }
}
