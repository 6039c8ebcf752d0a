package io.github.alpharl.grade.expression;

import io.github.alpharl.grade.expression.Expr.Quantity;
import java.util.List;

/** Degree signs within sums and products, outside of functions. */
public final class Degrees {

  private Degrees() {}

  public static boolean within(Expr e) {
    return switch (e) {
      case Quantity q -> q.unit().isDegree();
      case Expr.Sum s -> s.terms().stream().anyMatch(Degrees::within);
      case Expr.Product p -> p.factors().stream().anyMatch(Degrees::within);
      default -> false;
    };
  }

  /** {@code e} with the bare numbers for its degrees. */
  public static Expr dropped(Expr e) {
    return switch (e) {
      case Quantity q when q.unit().isDegree() -> q.value();
      case Expr.Sum s -> new Expr.Sum(dropped(s.terms()));
      case Expr.Product p -> new Expr.Product(dropped(p.factors()));
      default -> e;
    };
  }

  private static List<Expr> dropped(List<Expr> all) {
    return all.stream().map(Degrees::dropped).toList();
  }
}
