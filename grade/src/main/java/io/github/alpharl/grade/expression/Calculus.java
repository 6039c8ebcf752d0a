package io.github.alpharl.grade.expression;

import ch.obermuhlner.math.big.BigComplex;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * Finite sums and products, integrals over a finite interval and limits, at a point. A sum is added
 * up term by term to {@value #MOST_TERMS} terms; an integral is taken by Gauss's rule where two
 * rules agree; a limit is the value itself where the expression is continuous. The rest is not
 * understood.
 */
public final class Calculus {

  /** {@code (body, variable, from, to)}. */
  public static final String SUM = "sum";

  public static final String PRODUCT = "prod";
  public static final String INTEGRAL = "int";

  /** {@code (body, variable, point)}. */
  public static final String LIMIT = "lim";

  private static final Set<String> BINDING = Set.of(SUM, PRODUCT, INTEGRAL, LIMIT);
  private static final Set<String> BROKEN =
      Set.of("floor", "ceil", "sgn", "mod", "pmod", "gcd", "lcm", "abs", "max", "min");
  private static final int MOST_TERMS = 400;

  private final Evaluator evaluator;

  Calculus(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** Whether {@code c} binds the variable that is its second argument. */
  public static boolean binds(Expr.Call c) {
    return BINDING.contains(c.name())
        && c.arguments().size() >= 3
        && c.arguments().get(1) instanceof Expr.Symbol;
  }

  BigComplex value(Expr.Call c) {
    if (!binds(c)) {
      throw new NotUnderstood("\\" + c.name() + " without its bounds");
    }
    List<Expr> all = c.arguments();
    String variable = ((Expr.Symbol) all.get(1)).name();
    if (Substitution.indexes(all.getFirst(), variable)) {
      throw new NotUnderstood("a body with " + variable + " as an index");
    }
    return switch (c.name()) {
      case SUM -> fold(all, variable, BigComplex.ZERO, (a, b) -> a.add(b, Evaluator.PRECISION));
      case PRODUCT ->
          fold(all, variable, BigComplex.ONE, (a, b) -> a.multiply(b, Evaluator.PRECISION));
      case INTEGRAL -> integral(all, variable);
      default -> limit(all, variable);
    };
  }

  private BigComplex fold(
      List<Expr> all, String variable, BigComplex start, BinaryOperator<BigComplex> step) {
    long from = integer(all.get(2));
    long to = integer(all.get(3));
    if (to - from >= MOST_TERMS) {
      throw new NotUnderstood("more than " + MOST_TERMS + " terms");
    }
    BigComplex total = start;
    for (long k = from; k <= to; k++) {
      BigComplex term = evaluator.valueWhere(variable, BigDecimal.valueOf(k), all.getFirst());
      total = step.apply(total, term);
    }
    return total;
  }

  private long integer(Expr e) {
    BigDecimal x = realEnd(e);
    if (x.stripTrailingZeros().scale() > 0 || x.abs().compareTo(BigDecimal.valueOf(1 << 30)) > 0) {
      throw new Undefined("a bound that is no integer");
    }
    return x.longValueExact();
  }

  private BigDecimal realEnd(Expr e) {
    if (e == Expr.Constant.INFINITY || Expr.negate(Expr.Constant.INFINITY).equals(e)) {
      throw new NotUnderstood("an infinite bound");
    }
    BigComplex x = evaluator.value(e);
    if (!x.isReal()) {
      throw new Undefined("a complex bound");
    }
    return x.re;
  }

  private BigComplex integral(List<Expr> all, String variable) {
    requireSmooth(all.getFirst());
    BigDecimal from = realEnd(all.get(2));
    BigDecimal to = realEnd(all.get(3));
    return Quadrature.integral(x -> evaluator.valueWhere(variable, x, all.getFirst()), from, to);
  }

  private BigComplex limit(List<Expr> all, String variable) {
    requireSmooth(all.getFirst());
    return evaluator.valueWhere(variable, realEnd(all.get(2)), all.getFirst());
  }

  private static void requireSmooth(Expr e) {
    if (e instanceof Expr.Call c && BROKEN.contains(c.name())) {
      throw new NotUnderstood("a limit of a function with corners");
    }
    switch (e) {
      case Expr.Sum s -> s.terms().forEach(Calculus::requireSmooth);
      case Expr.Product p -> p.factors().forEach(Calculus::requireSmooth);
      case Expr.Power p -> {
        requireSmooth(p.base());
        requireSmooth(p.exponent());
      }
      case Expr.Call c -> c.arguments().forEach(Calculus::requireSmooth);
      default -> {
        // Numbers and names are smooth.
      }
    }
  }
}
