package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Calculus;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Substitution;
import java.util.List;
import java.util.Optional;

/** Sums, products, integrals and limits that have no value: the same bounds and the same body. */
final class CalculusRules {

  private CalculusRules() {}

  /** True for equal parts, whatever the bound variable is called; else for other rules to say. */
  static Optional<Boolean> parts(Expr gold, Expr answer, Equality eq) {
    boolean both =
        gold instanceof Call g
            && answer instanceof Call a
            && Calculus.binds(g)
            && Calculus.binds(a)
            && g.name().equals(a.name())
            && g.arguments().size() == a.arguments().size();
    return both && sameParts((Call) gold, (Call) answer, eq) ? Optional.of(true) : Optional.empty();
  }

  private static boolean sameParts(Call g, Call a, Equality eq) {
    List<Expr> left = g.arguments();
    List<Expr> right = a.arguments();
    Expr body = Substitution.of(right.get(1), left.get(1)).in(right.getFirst());
    boolean captured =
        !left.get(1).equals(right.get(1))
            && Variables.free(right.getFirst()).contains(((Expr.Symbol) left.get(1)).name());
    return !captured
        && eq.equalInOrder(left.subList(2, left.size()), right.subList(2, right.size()))
        && eq.equal(left.getFirst(), body);
  }
}
