package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Relation;
import io.github.alpharl.grade.expression.Expr.Sum;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.util.ArrayList;
import java.util.List;

/**
 * The values meant by ±. Several ± are chosen independently unless a ∓ ties them together; beyond
 * four the text is not understood.
 */
final class PlusMinus {

  private final boolean tied;
  private final int choice;
  private int seen;

  private PlusMinus(boolean tied, int choice) {
    this.tied = tied;
    this.choice = choice;
  }

  /** The expression itself where it has no ±. */
  static List<Expr> expand(Expr e) {
    int plusMinus = count(e, "pm");
    int minusPlus = count(e, "mp");
    if (plusMinus + minusPlus == 0) {
      return List.of(e);
    }
    if (plusMinus > 4) {
      throw new NotUnderstood("more than four ±");
    }
    if (e instanceof Chain c && !chooses(c)) {
      throw new NotUnderstood("± in a condition");
    }
    boolean tied = minusPlus > 0;
    int choices = tied ? 2 : 1 << plusMinus;
    var values = new ArrayList<Expr>();
    for (int c = 0; c < choices; c++) {
      values.add(new PlusMinus(tied, c).choose(e));
    }
    return values;
  }

  /** {@code x = 1 ± 2}, {@code ±2 = x}; neither {@code ±1 < x} nor {@code a ± b = 2}. */
  private static boolean chooses(Chain c) {
    Expr first = c.sides().getFirst();
    boolean before = count(first, "pm") + count(first, "mp") > 0;
    return c.relations().stream().noneMatch(Relation::ordering)
        && (!before || c.last() instanceof Symbol);
  }

  private static int count(Expr e, String name) {
    return switch (e) {
      case Call c -> (c.name().equals(name) ? 1 : 0) + count(c.arguments(), name);
      case Sum s -> count(s.terms(), name);
      case Product p -> count(p.factors(), name);
      case Power p -> count(p.base(), name) + count(p.exponent(), name);
      case Quantity q -> count(q.value(), name);
      case Chain c -> count(c.sides(), name);
      default -> 0;
    };
  }

  private static int count(List<Expr> all, String name) {
    int sum = 0;
    for (Expr e : all) {
      sum += count(e, name);
    }
    return sum;
  }

  private Expr choose(Expr e) {
    return switch (e) {
      case Call(String name, List<Expr> arguments) when name.equals("pm") || name.equals("mp") ->
          sign(name, choose(arguments.getFirst()));
      case Call(String name, List<Expr> arguments) -> new Call(name, choose(arguments));
      case Sum s -> new Sum(choose(s.terms()));
      case Product p -> new Product(choose(p.factors()));
      case Power p -> new Power(choose(p.base()), choose(p.exponent()));
      case Quantity q -> new Quantity(choose(q.value()), q.unit());
      case Chain c -> new Chain(choose(c.sides()), c.relations());
      default -> e;
    };
  }

  private List<Expr> choose(List<Expr> all) {
    return all.stream().map(this::choose).toList();
  }

  private Expr sign(String name, Expr value) {
    boolean minus = tied ? choice == 1 ^ name.equals("mp") : (choice >> seen++ & 1) == 1;
    return minus ? Expr.negate(value) : value;
  }
}
