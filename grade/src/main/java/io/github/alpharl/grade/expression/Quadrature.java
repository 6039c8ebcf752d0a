package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Gauss–Legendre quadrature with {@value #NODES} nodes (Abramowitz and Stegun 25.4.29) on one and
 * on two halves of an interval; only where both agree to {@value #AGREED} digits is the value one.
 */
final class Quadrature {

  private static final MathContext MC = Evaluator.PRECISION;
  private static final int NODES = 48;
  private static final int AGREED = 55;

  private Quadrature() {}

  private record Node(BigDecimal x, BigDecimal weight) {}

  private static final class Rule {
    static final List<Node> GAUSS = nodes();
  }

  static BigComplex integral(Function<BigDecimal, BigComplex> f, BigDecimal from, BigDecimal to) {
    BigDecimal middle = from.add(to, MC).divide(BigDecimal.TWO, MC);
    BigComplex whole = panel(f, from, to);
    BigComplex halves = panel(f, from, middle).add(panel(f, middle, to), MC);
    BigDecimal gap = Evaluator.magnitude(whole.subtract(halves, MC));
    BigDecimal size = BigDecimal.ONE.max(Evaluator.magnitude(halves));
    if (gap.compareTo(size.movePointLeft(AGREED)) > 0) {
      throw new NotUnderstood("an integral that Gauss's rule does not settle");
    }
    return halves;
  }

  private static BigComplex panel(
      Function<BigDecimal, BigComplex> f, BigDecimal from, BigDecimal to) {
    BigDecimal half = to.subtract(from, MC).divide(BigDecimal.TWO, MC);
    BigDecimal middle = to.add(from, MC).divide(BigDecimal.TWO, MC);
    BigComplex total = BigComplex.ZERO;
    for (Node node : Rule.GAUSS) {
      BigComplex y = f.apply(middle.add(half.multiply(node.x, MC), MC));
      total = total.add(y.multiply(node.weight, MC), MC);
    }
    return total.multiply(half, MC);
  }

  /** The roots of the Legendre polynomial by Newton's method, from the cosine estimate. */
  private static List<Node> nodes() {
    var all = new ArrayList<Node>();
    for (int i = 1; i <= NODES; i++) {
      var x = BigDecimal.valueOf(Math.cos(Math.PI * (i - 0.25) / (NODES + 0.5)));
      for (int step = 0; step < 5; step++) {
        BigDecimal[] p = legendre(x);
        x = x.subtract(p[0].divide(p[1], MC), MC);
      }
      BigDecimal slope = legendre(x)[1];
      BigDecimal below =
          BigDecimal.ONE.subtract(x.multiply(x, MC), MC).multiply(slope.pow(2, MC), MC);
      all.add(new Node(x, BigDecimal.TWO.divide(below, MC)));
    }
    return List.copyOf(all);
  }

  /** The polynomial and its slope at {@code x}. */
  private static BigDecimal[] legendre(BigDecimal x) {
    BigDecimal before = BigDecimal.ONE;
    BigDecimal p = x;
    for (int k = 2; k <= NODES; k++) {
      BigDecimal next =
          x.multiply(p, MC)
              .multiply(BigDecimal.valueOf(2L * k - 1))
              .subtract(before.multiply(BigDecimal.valueOf(k - 1L)), MC)
              .divide(BigDecimal.valueOf(k), MC);
      before = p;
      p = next;
    }
    BigDecimal slope =
        x.multiply(p, MC)
            .subtract(before, MC)
            .multiply(BigDecimal.valueOf(NODES))
            .divide(x.multiply(x, MC).subtract(BigDecimal.ONE, MC), MC);
    return new BigDecimal[] {p, slope};
  }
}
