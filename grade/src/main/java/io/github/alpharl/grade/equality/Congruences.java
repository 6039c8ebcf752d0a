package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Relation;
import java.util.List;
import java.util.Optional;

/** Statements modulo a number: {@code x ≡ 3 (mod 7)}. */
final class Congruences {

  private Congruences() {}

  private record Congruence(List<Expr> sides, List<Relation> relations, Expr modulus) {}

  /** The moduli must be equal, the left sides too, and the residues must differ by a multiple. */
  static Optional<Boolean> congruences(Expr gold, Expr answer, Equality eq) {
    Optional<Congruence> g = congruence(gold);
    Optional<Congruence> a = congruence(answer);
    if (g.isEmpty() && a.isEmpty()) {
      return Optional.empty();
    }
    if (g.isPresent() && a.isPresent()) {
      boolean goldNamed = isNamed(g.get()) && a.get().sides().size() == 1;
      boolean answerNamed = g.get().sides().size() == 1 && isNamed(a.get());
      if (goldNamed || answerNamed) {
        return Optional.of(sameResidue(g.get(), a.get(), eq));
      }
      return Optional.of(same(g.get(), a.get(), eq));
    }
    boolean named = g.or(() -> a).orElseThrow().sides().size() > 1;
    return named && !isResidueOf(g.orElse(a.orElse(null)), g.isPresent() ? answer : gold)
        ? Optional.of(false)
        : Optional.empty();
  }

  /** {@code x \equiv 3 \pmod 7}. */
  private static boolean isNamed(Congruence c) {
    return c.sides().size() == 2 && c.sides().getFirst() instanceof Expr.Symbol;
  }

  /** {@code 3 \pmod 7} for {@code x \equiv 3 \pmod 7}, and the other way round. */
  private static boolean sameResidue(Congruence g, Congruence a, Equality eq) {
    Expr left = g.sides().getLast();
    Expr right = a.sides().getLast();
    return eq.equal(g.modulus(), a.modulus())
        && (eq.equal(left, right) || differByMultiple(left, right, g.modulus(), eq));
  }

  /** A value alone is compared as a value. */
  private static boolean isResidueOf(Congruence c, Expr other) {
    return c.sides().size() == 1 && !(other instanceof Chain);
  }

  private static Optional<Congruence> congruence(Expr e) {
    return switch (e) {
      case Call c when c.name().equals("pmod") ->
          Optional.of(new Congruence(c.arguments().subList(0, 1), List.of(), c.arguments().get(1)));
      case Chain c when isCongruence(c) -> {
        Call last = (Call) c.last();
        var sides = new java.util.ArrayList<>(c.sides());
        sides.set(sides.size() - 1, last.arguments().getFirst());
        yield Optional.of(new Congruence(sides, c.relations(), last.arguments().get(1)));
      }
      default -> Optional.empty();
    };
  }

  private static boolean isCongruence(Chain c) {
    return c.last() instanceof Call last
        && (last.name().equals("pmod")
            || (last.name().equals("mod") && c.relations().contains(Relation.EQUIVALENT)));
  }

  private static boolean same(Congruence g, Congruence a, Equality eq) {
    if (!eq.equal(g.modulus(), a.modulus()) || !g.relations().equals(a.relations())) {
      return false;
    }
    boolean symbols = Shape.hasVariables(g.sides().getLast());
    if (symbols && a.sides().size() == 2 && eq.equalInOrder(g.sides(), a.sides().reversed())) {
      return true;
    }
    for (int i = 0; i < g.sides().size(); i++) {
      Expr left = g.sides().get(i);
      Expr right = a.sides().get(i);
      if (!eq.equal(left, right) && !differByMultiple(left, right, g.modulus(), eq)) {
        return false;
      }
    }
    return true;
  }

  private static boolean differByMultiple(Expr left, Expr right, Expr modulus, Equality eq) {
    if (Shape.hasVariables(left) || Shape.hasVariables(right)) {
      return false;
    }
    Expr difference = new Expr.Sum(List.of(left, Expr.negate(right)));
    return eq.equal(Expr.Num.of(0), Call.of("mod", difference, modulus));
  }
}
