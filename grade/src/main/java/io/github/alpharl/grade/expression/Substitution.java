package io.github.alpharl.grade.expression;

import java.util.List;

/** One expression in the place of another. */
public record Substitution(Expr old, Expr fresh) {

  /** {@code fresh} for each {@code old}. */
  public static Substitution of(Expr old, Expr fresh) {
    return new Substitution(old, fresh);
  }

  /** {@code e} with the replacement made in sums, products, powers and functions. */
  public Expr in(Expr e) {
    if (e.equals(old)) {
      return fresh;
    }
    return switch (e) {
      case Expr.Sum s -> new Expr.Sum(in(s.terms()));
      case Expr.Product p -> new Expr.Product(in(p.factors()));
      case Expr.Power p -> new Expr.Power(in(p.base()), in(p.exponent()));
      case Expr.Call c -> new Expr.Call(c.name(), in(c.arguments()));
      case Expr.Quantity q -> new Expr.Quantity(in(q.value()), q.unit());
      default -> e;
    };
  }

  private List<Expr> in(List<Expr> all) {
    return all.stream().map(this::in).toList();
  }
}
