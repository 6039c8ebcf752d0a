package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Product;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * The products × and · of two vectors, known by bold letters, arrows or hats, and bold matrices.
 */
final class VectorProducts {

  private static final Set<String> ACCENTS = Set.of("hat", "widehat", "overrightarrow", "nabla");

  private final Cursor cursor;
  private final FactorParser factors;
  private boolean starts;
  private boolean last;
  private boolean startsCapital;
  private boolean lastCapital;

  VectorProducts(Cursor cursor, FactorParser factors) {
    this.cursor = cursor;
    this.factors = factors;
  }

  /** A factor starts here. */
  void start() {
    starts = isVector(0);
    Token token = letter(0);
    startsCapital = token.vector() && Character.isUpperCase(token.text().charAt(0));
  }

  /** The factor has been read. */
  void factorRead() {
    last = starts;
    lastCapital = startsCapital;
  }

  /** Whether the factor read last was a bold capital: a matrix. */
  boolean isMatrix() {
    return lastCapital;
  }

  private Token letter(int ahead) {
    return cursor.peek(cursor.peek(ahead).isMark("{") ? ahead + 1 : ahead);
  }

  private boolean isVector(int ahead) {
    Token token = letter(ahead);
    return token.vector() || (token.kind() == Token.Kind.COMMAND && ACCENTS.contains(token.text()));
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
