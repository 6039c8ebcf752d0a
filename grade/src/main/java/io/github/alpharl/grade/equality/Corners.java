package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Calculus;
import io.github.alpharl.grade.expression.Evaluator;
import io.github.alpharl.grade.expression.Exact;
import io.github.alpharl.grade.expression.Expr;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/**
 * Where two expressions may change their law: their functions with corners and steps, the constants
 * in them, and the variables that stand for integers.
 */
final class Corners {

  private static final Set<String> BENT = Set.of("abs", "max", "min", "sgn", "root");
  private static final Set<String> STEPPED = Set.of("floor", "ceil", "mod", "pmod", "gcd", "lcm");
  private static final Set<String> WHOLE = Set.of("factorial", "binom");

  /** Letters that stand for integers by custom: {@code n}, {@code k_1}. */
  private static final Pattern INTEGER_LETTER = Pattern.compile("[i-nNMKpqr](?:_.*)?");

  private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000L);
  private static final int MOST_CONSTANTS = 12;
  private static final int FUNCTION_COST = 40;
  private static final int BOUND_COST = 1_500;

  private final Set<String> variables;
  private final Set<String> discrete = new TreeSet<>();
  private final Set<BigDecimal> constants = new TreeSet<>();
  private boolean bent;
  private boolean stepped;
  private int cost;

  private Corners(Set<String> variables) {
    this.variables = variables;
    constants.add(BigDecimal.ONE);
  }

  static Corners of(Expr a, Expr b) {
    Set<String> variables = Variables.free(a);
    variables.addAll(Variables.free(b));
    var corners = new Corners(variables);
    if (!variables.isEmpty()) {
      corners.visit(a);
      corners.visit(b);
      corners.discrete.retainAll(variables);
    }
    return corners;
  }

  Set<String> variables() {
    return variables;
  }

  /** The variables that take integers only. */
  Set<String> discrete() {
    return discrete;
  }

  boolean any() {
    return bent || stepped;
  }

  /** Whether there are corners, not only steps. */
  boolean bends() {
    return bent;
  }

  boolean steps() {
    return stepped;
  }

  /** The steps of evaluating both expressions once, roughly. */
  int cost() {
    return cost;
  }

  /** The sizes of the constants that occur, their quotients where they are few, and one. */
  List<BigDecimal> constants() {
    var all = new ArrayList<>(constants);
    if (constants.size() <= 5) {
      for (BigDecimal a : constants) {
        for (BigDecimal b : constants) {
          if (a.compareTo(b) > 0) {
            all.add(a.divide(b, Evaluator.PRECISION));
          }
        }
      }
    }
    return all.subList(0, Math.min(all.size(), MOST_CONSTANTS));
  }

  private void visit(Expr e) {
    cost++;
    switch (e) {
      case Expr.Num n -> constant(Evaluator.decimal(n.value()).abs());
      case Expr.Call c -> call(c);
      case Expr.Power p -> power(p);
      default -> {
        // The parts alone matter.
      }
    }
    Shape.parts(e).forEach(this::visit);
  }

  private void constant(BigDecimal size) {
    if (size.signum() > 0 && size.compareTo(LARGEST) < 0) {
      constants.add(size.stripTrailingZeros());
    }
  }

  private void call(Expr.Call c) {
    cost += Calculus.binds(c) ? BOUND_COST : FUNCTION_COST;
    boolean varies = Shape.hasVariables(c);
    bent |= varies && BENT.contains(c.name());
    if (varies && STEPPED.contains(c.name())) {
      stepped = true;
      Variables.free(c).stream()
          .filter(name -> INTEGER_LETTER.matcher(name).matches())
          .forEach(discrete::add);
    }
    if (WHOLE.contains(c.name())) {
      discrete.addAll(Variables.free(c));
    }
    if (Calculus.binds(c) && (c.name().equals(Calculus.SUM) || c.name().equals(Calculus.PRODUCT))) {
      c.arguments().stream().skip(2).forEach(end -> discrete.addAll(Variables.free(end)));
    }
  }

  private void power(Expr.Power p) {
    Optional<BigFraction> exponent = Exact.rational(p.exponent());
    boolean fraction =
        exponent.isPresent() && !exponent.get().getDenominator().equals(java.math.BigInteger.ONE);
    cost += exponent.isPresent() && !fraction ? FUNCTION_COST / 4 : FUNCTION_COST;
    bent |= fraction && Shape.hasVariables(p.base());
    boolean alternates =
        exponent.isEmpty() && Exact.rational(p.base()).filter(b -> b.signum() < 0).isPresent();
    if (alternates) {
      discrete.addAll(Variables.free(p.exponent()));
    }
  }
}
