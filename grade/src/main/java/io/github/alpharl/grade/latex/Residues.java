package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Relation;
import java.util.List;

/** Several residues of one modulus: {@code n ≡ 1, 5 (mod 6)}. */
final class Residues {

  private Residues() {}

  /** Each of {@code items} as a congruence of its own where the last alone names the modulus. */
  static void spread(List<Expr> items) {
    if (items.size() < 2
        || !(items.getFirst() instanceof Chain(List<Expr> sides, List<Relation> relations))
        || !relations.equals(List.of(Relation.EQUIVALENT))
        || !(items.getLast() instanceof Call(String name, List<Expr> last))
        || !name.equals("pmod")
        || !items.subList(1, items.size() - 1).stream().allMatch(Expr.Num.class::isInstance)) {
      return;
    }
    items.set(0, sides.getLast());
    items.set(items.size() - 1, last.getFirst());
    items.replaceAll(
        residue ->
            new Chain(
                List.of(sides.getFirst(), Call.of("pmod", residue, last.getLast())), relations));
  }
}
