package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Matrix;
import io.github.alpharl.grade.expression.Expr.Ratio;
import io.github.alpharl.grade.expression.NormalForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tuples in order, lists and sets in any order, matrices cell by cell, ratios up to a factor. */
final class GroupRules {

  private GroupRules() {}

  static Optional<Boolean> groups(Expr gold, Expr answer, Equality eq) {
    if (gold instanceof Group g && answer instanceof Group a) {
      return Optional.of(same(g, a, eq));
    }
    if (gold instanceof Group g) {
      return withOther(g, answer, (x, y) -> eq.equal(x, y), eq);
    }
    if (answer instanceof Group a
        && a.holder().bare()
        && a.items().stream().allMatch(x -> eq.equal(gold, x))) {
      return Optional.of(true);
    }
    return answer instanceof Group a
        ? withOther(a, gold, (x, y) -> eq.equal(y, x), eq)
        : Optional.empty();
  }

  private static boolean same(Group g, Group a, Equality eq) {
    if (g.holder() != a.holder() && joinsStatements(g) && joinsStatements(a)) {
      return false;
    }
    if (g.holder().ordered() && a.holder().ordered()) {
      boolean square = g.holder() == Holder.SQUARE ^ a.holder() == Holder.SQUARE;
      return !square && eq.equalInOrder(g.items(), a.items());
    }
    if (g.holder().ordered() || a.holder().ordered()) {
      if (isSetOfOne(g) || isSetOfOne(a)) {
        return isSetOfOne(g)
            ? eq.equal(g.items().getFirst(), a)
            : eq.equal(g, a.items().getFirst());
      }
      boolean set = g.holder() == Holder.SET || a.holder() == Holder.SET;
      return !set && eq.equalInOrder(g.items(), a.items());
    }
    boolean set =
        g.holder() == Holder.SET || a.holder() == Holder.SET || (ofTuples(g) && ofTuples(a));
    if (g.holder() == Holder.SET && a.holder() == Holder.SET && setsOfOne(g) != setsOfOne(a)) {
      return false;
    }
    return set ? eq.equalAsSets(g.items(), a.items()) : eq.equalInAnyOrder(g.items(), a.items());
  }

  /** {@code p \land q}: letters that "and" or "or" joins, where the two are not one. */
  private static boolean joinsStatements(Group g) {
    return (g.holder() == Holder.AND || g.holder() == Holder.OR)
        && g.items().stream().allMatch(Expr.Symbol.class::isInstance);
  }

  /** A list of solutions in several unknowns: one named twice is still one. */
  private static boolean ofTuples(Group g) {
    return g.items().stream().allMatch(i -> i instanceof Group item && item.holder().ordered());
  }

  /** How many members are sets of one: {@code {1}} within a set is not 1. */
  private static long setsOfOne(Group g) {
    return g.items().stream().filter(i -> i instanceof Group m && isSetOfOne(m)).count();
  }

  private static boolean isSetOfOne(Group g) {
    return g.holder() == Holder.SET && g.items().size() == 1;
  }

  /** One value in braces is that value; a tuple may stand for a vector written as a matrix. */
  private static Optional<Boolean> withOther(
      Group group, Expr other, java.util.function.BiPredicate<Expr, Expr> equal, Equality eq) {
    if (group.items().size() == 1) {
      if (group.holder() == Holder.SET && Shape.hasVariables(group.items().getFirst())) {
        return Optional.of(false); // {x} is also the fractional part
      }
      return Optional.of(equal.test(group.items().getFirst(), other));
    }
    if (group.holder().ordered() && BasisVectors.components(other).isPresent()) {
      return Optional.of(eq.equalInOrder(BasisVectors.components(other).get(), group.items()));
    }
    if (other instanceof Matrix m && group.holder().ordered() && isVector(m)) {
      return Optional.of(eq.equalInOrder(cells(m), group.items()));
    }
    if (other instanceof Matrix && group.holder() == Holder.SQUARE && isRows(group)) {
      return Optional.of(equal.test(new Matrix(rows(group)), other));
    }
    return other instanceof Expr.Interval
            || other instanceof Expr.SetOperation
            || other instanceof Expr.NamedSet
        ? Optional.empty()
        : Optional.of(false);
  }

  /** {@code [[1, 2], [3, 4]]}. */
  private static boolean isRows(Group g) {
    return g.items().stream().allMatch(i -> i instanceof Group r && r.holder() == Holder.SQUARE);
  }

  private static List<List<Expr>> rows(Group g) {
    return g.items().stream().map(i -> ((Group) i).items()).toList();
  }

  private static boolean isVector(Matrix m) {
    return m.rows().size() == 1 || m.rows().stream().allMatch(r -> r.size() == 1);
  }

  private static List<Expr> cells(Matrix m) {
    return m.rows().stream().flatMap(List::stream).toList();
  }

  static Optional<Boolean> matrices(Expr given, Expr response, Equality eq) {
    Expr gold = MatrixArithmetic.value(given);
    Expr answer = MatrixArithmetic.value(response);
    if (!(gold instanceof Matrix) && !(answer instanceof Matrix)) {
      return Optional.empty();
    }
    boolean same =
        gold instanceof Matrix g
            && answer instanceof Matrix a
            && sameShape(g, a)
            && eq.equalInOrder(cells(g), cells(a));
    if (gold instanceof Matrix && answer instanceof Matrix) {
      return Optional.of(same);
    }
    Expr other = gold instanceof Matrix ? answer : gold;
    return isVector((Matrix) (gold instanceof Matrix ? gold : answer))
        ? BasisVectors.components(other)
            .map(c -> eq.equalInOrder(cells((Matrix) (gold instanceof Matrix ? gold : answer)), c))
        : Optional.empty();
  }

  private static boolean sameShape(Matrix g, Matrix a) {
    return g.rows().stream()
        .map(List::size)
        .toList()
        .equals(a.rows().stream().map(List::size).toList());
  }

  /** a : b against c : d, up to one factor; a ratio of two is also the fraction. */
  static Optional<Boolean> ratios(Expr gold, Expr answer, Equality eq) {
    if (gold instanceof Ratio g && answer instanceof Expr.Words(String clock)) {
      return Optional.of(
          clock.replace(":", " : ").equals(NormalForm.print(g))
              || ofClock(clock).filter(a -> proportional(g.parts(), a, eq)).isPresent());
    }
    if (gold instanceof Ratio g && ofWords(answer).isPresent()) {
      List<Expr> a = ofWords(answer).get();
      return Optional.of(g.parts().size() == a.size() && proportional(g.parts(), a, eq));
    }
    if (gold instanceof Ratio g && answer instanceof Ratio a) {
      return Optional.of(
          g.parts().size() == a.parts().size() && proportional(g.parts(), a.parts(), eq));
    }
    if (gold instanceof Ratio g && g.parts().size() == 2 && isValue(answer)) {
      return Optional.of(eq.equal(fraction(g), answer));
    }
    if (answer instanceof Ratio a && a.parts().size() == 2 && isValue(gold)) {
      return Optional.of(eq.equal(gold, fraction(a)));
    }
    return gold instanceof Ratio || answer instanceof Ratio ? Optional.of(false) : Optional.empty();
  }

  /** The ratio 9 : 12, which looks like a time. */
  private static Optional<List<Expr>> ofClock(String clock) {
    return clock.matches("[1-9]\\d?:[1-9]\\d")
        ? Optional.of(
            Stream.of(clock.split(":")).map(Integer::parseInt).<Expr>map(Expr.Num::of).toList())
        : Optional.empty();
  }

  /** The ratio {@code 3 to 4 to 5}, whose words are read as factors. */
  private static Optional<List<Expr>> ofWords(Expr answer) {
    if (!(answer instanceof Expr.Product(List<Expr> factors)) || factors.size() < 3) {
      return Optional.empty();
    }
    List<Expr> parts = new ArrayList<>();
    int at = 0;
    while (at < factors.size() && factors.get(at) instanceof Expr.Num) {
      parts.add(factors.get(at));
      int to = lengthOfTo(factors, at + 1);
      if (to < 0) {
        return Optional.empty();
      }
      at += 1 + to;
    }
    return at > factors.size() && parts.size() > 1 ? Optional.of(parts) : Optional.empty();
  }

  /** How many factors make the word "to" at {@code at}: one at the end, where nothing follows. */
  private static int lengthOfTo(List<Expr> factors, int at) {
    if (at >= factors.size()) {
      return 1;
    }
    boolean word = factors.get(at).equals(new Expr.Words("to"));
    boolean letters =
        factors.get(at).equals(new Expr.Symbol("t"))
            && at + 1 < factors.size()
            && factors.get(at + 1).equals(new Expr.Symbol("o"));
    return word ? 1 : letters ? 2 : -1;
  }

  private static Expr fraction(Ratio r) {
    return Expr.over(r.parts().getFirst(), r.parts().get(1));
  }

  private static boolean isValue(Expr e) {
    return e instanceof Expr.Num || e instanceof Expr.Product || e instanceof Expr.Sum;
  }

  private static boolean proportional(List<Expr> g, List<Expr> a, Equality eq) {
    for (int i = 1; i < g.size(); i++) {
      if (!eq.equal(Expr.times(g.getFirst(), a.get(i)), Expr.times(a.getFirst(), g.get(i)))) {
        return false;
      }
    }
    return true;
  }
}
