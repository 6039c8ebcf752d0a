package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Interval;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.SetOperation;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Unions, intersections and differences of sets. */
final class SetParser {

  private final Cursor cursor;

  SetParser(Cursor cursor) {
    this.cursor = cursor;
  }

  /** operand ((∪ | ∩ | ∖) operand)*. */
  Expr operations(Supplier<Expr> operand) {
    Expr left = operand.get();
    for (SetOperation.Kind kind = takeOperation(left); kind != null; kind = takeOperation(left)) {
      left = new SetOperation(kind, asInterval(left), asInterval(operand.get()));
    }
    return left;
  }

  private SetOperation.Kind takeOperation(Expr left) {
    Token token = cursor.peek();
    boolean set = left instanceof Interval || left instanceof Group || left instanceof SetOperation;
    SetOperation.Kind kind =
        switch (token.kind()) {
          case COMMAND ->
              switch (token.text()) {
                case "cup", "bigcup" -> SetOperation.Kind.UNION;
                case "cap", "bigcap" -> SetOperation.Kind.INTERSECTION;
                case "setminus", "backslash", "smallsetminus" -> SetOperation.Kind.DIFFERENCE;
                default -> null;
              };
          case LETTERS -> set && isUnionWord(token.text()) ? SetOperation.Kind.UNION : null;
          default -> null;
        };
    if (kind != null) {
      cursor.next();
    }
    return kind;
  }

  private static boolean isUnionWord(String word) {
    return word.equals("U") || word.equals("union") || word.equals("u");
  }

  /** {@code \\mathbb{R} - \\{0\\}}: what is taken from a set with a name is a set. */
  static Optional<Expr> difference(List<Expr> parts) {
    if (parts.size() < 2 || !(parts.getFirst() instanceof NamedSet)) {
      return Optional.empty();
    }
    Expr left = parts.getFirst();
    for (Expr part : parts.subList(1, parts.size())) {
      Optional<Expr> taken = taken(part);
      if (taken.isEmpty()) {
        return Optional.empty();
      }
      left = new SetOperation(SetOperation.Kind.DIFFERENCE, left, asInterval(taken.get()));
    }
    return Optional.of(left);
  }

  private static Optional<Expr> taken(Expr part) {
    boolean minus =
        part instanceof Product(List<Expr> factors)
            && factors.size() == 2
            && factors.getFirst().equals(Num.of(-1));
    return minus
        ? Optional.of(((Product) part).factors().get(1))
            .filter(e -> e instanceof Group || e instanceof Interval || e instanceof NamedSet)
        : Optional.empty();
  }

  /** In a set operation a pair is an interval. */
  private static Expr asInterval(Expr e) {
    if (e instanceof Group(Holder holder, List<Expr> items) && items.size() == 2) {
      boolean closed = holder == Holder.SQUARE;
      return closed || holder == Holder.TUPLE
          ? new Interval(items.get(0), closed, items.get(1), closed)
          : e;
    }
    return e;
  }
}
