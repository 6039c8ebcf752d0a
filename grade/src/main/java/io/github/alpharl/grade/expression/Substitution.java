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
      case Expr.Symbol s -> new Expr.Symbol(renamedIndex(s.name()));
      case Expr.Quantity q -> new Expr.Quantity(in(q.value()), q.unit());
      default -> e;
    };
  }

  /** a_k is a_j where k is j. */
  private String renamedIndex(String name) {
    int index = name.indexOf('_');
    return index > 0
            && old instanceof Expr.Symbol(String from)
            && fresh instanceof Expr.Symbol(String to)
        ? name.substring(0, index) + name.substring(index).replace(from, to)
        : name;
  }

  /** Whether a name in {@code e} has {@code variable} as its index: a_k is no constant. */
  static boolean indexes(Expr e, String variable) {
    return switch (e) {
      case Expr.Symbol(String name) ->
          name.indexOf('_') > 0 && name.substring(name.indexOf('_')).contains(variable);
      case Expr.Sum s -> s.terms().stream().anyMatch(x -> indexes(x, variable));
      case Expr.Product p -> p.factors().stream().anyMatch(x -> indexes(x, variable));
      case Expr.Power p -> indexes(p.base(), variable) || indexes(p.exponent(), variable);
      case Expr.Call c -> c.arguments().stream().anyMatch(x -> indexes(x, variable));
      default -> false;
    };
  }

  private List<Expr> in(List<Expr> all) {
    return all.stream().map(this::in).toList();
  }
}
