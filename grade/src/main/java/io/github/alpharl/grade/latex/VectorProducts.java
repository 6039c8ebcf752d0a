package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Product;
import java.util.ArrayList;
import java.util.Optional;

/** The products × and · of two vectors, known by bold letters or arrows. */
final class VectorProducts {

  private final Cursor cursor;
  private final FactorParser factors;
  private boolean starts;
  private boolean last;

  VectorProducts(Cursor cursor, FactorParser factors) {
    this.cursor = cursor;
    this.factors = factors;
  }

  /** A factor starts here. */
  void start() {
    starts = isVector(0);
  }

  /** The factor has been read. */
  void factorRead() {
    last = starts;
  }

  private boolean isVector(int ahead) {
    return cursor.peek(cursor.peek(ahead).isMark("{") ? ahead + 1 : ahead).vector();
  }

  /** The product where the sign that is next stands between two vectors. */
  Optional<Expr> product(Expr before) {
    boolean cross = cursor.peek().isCommand("times");
    boolean dot = cursor.peek().isCommand("cdot");
    if (!last || !isVector(1) || !(cross || dot)) {
      return Optional.empty();
    }
    cursor.next();
    Expr right = factors.factor();
    String name = cross ? "cross" : "dot";
    last = cross;
    if (before instanceof Product p) {
      var all = new ArrayList<>(p.factors());
      all.set(all.size() - 1, Call.of(name, all.getLast(), right));
      return Optional.of(new Product(all));
    }
    return Optional.of(Call.of(name, before, right));
  }
}
