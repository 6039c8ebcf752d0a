package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Piece;
import io.github.alpharl.grade.expression.Expr.Piecewise;
import io.github.alpharl.grade.expression.Expr.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Functions by cases: every value with its own condition, the rows in any order. */
final class PieceRules {

  /** {@code otherwise}, {@code else}, {@code in all other cases}. */
  private static final Pattern OTHERWISE = Pattern.compile("(?:or )?(?:otherwise|else|.*other.*)");

  private PieceRules() {}

  static Optional<Boolean> pieces(Expr gold, Expr answer, Equality eq) {
    if (!(gold instanceof Piecewise) && !(answer instanceof Piecewise)) {
      return Optional.empty();
    }
    if (gold instanceof Piecewise g && answer instanceof Piecewise a) {
      return Optional.of(same(g.pieces(), a.pieces(), eq));
    }
    return gold instanceof Expr.Chain || answer instanceof Expr.Chain
        ? Optional.empty()
        : Optional.of(false);
  }

  private static boolean same(List<Piece> gold, List<Piece> answer, Equality eq) {
    if (gold.size() != answer.size()) {
      return false;
    }
    var left = new ArrayList<>(answer);
    var unmatched = new ArrayList<Piece>();
    for (Piece g : gold) {
      Optional<Piece> partner = left.stream().filter(a -> sameCondition(g, a, eq)).findFirst();
      if (partner.isEmpty()) {
        unmatched.add(g);
      } else if (!eq.equal(g.value(), partner.get().value())) {
        return false;
      } else {
        left.remove(partner.get());
      }
    }
    return unmatched.isEmpty()
        || (unmatched.size() == 1 && fillsTheRest(gold, unmatched.getFirst(), left.getFirst(), eq));
  }

  private static boolean sameCondition(Piece g, Piece a, Equality eq) {
    return (isRest(g) && isRest(a)) || eq.equal(g.condition(), a.condition());
  }

  private static boolean isRest(Piece piece) {
    return piece.condition() instanceof Words(String text) && OTHERWISE.matcher(text).matches();
  }

  /** "Otherwise" against a condition that is all that the other rows leave of the real line. */
  private static boolean fillsTheRest(List<Piece> gold, Piece g, Piece a, Equality eq) {
    if (isRest(g) == isRest(a) || !eq.equal(g.value(), a.value())) {
      return false;
    }
    var reader = new RealSetReader(eq.identity());
    RealSet taken = RealSet.EMPTY;
    for (Piece other : gold) {
      Optional<RealSet> set =
          other.equals(g) ? Optional.of(RealSet.EMPTY) : reader.read(other.condition());
      if (set.isEmpty()) {
        return false;
      }
      taken = taken.union(set.get());
    }
    Optional<RealSet> stated = reader.read(isRest(g) ? a.condition() : g.condition());
    RealSet rest = taken.complement();
    return stated.isPresent() && reader.oneVariable() && stated.get().same(rest);
  }
}
