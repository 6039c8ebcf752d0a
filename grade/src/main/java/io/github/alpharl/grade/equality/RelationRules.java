package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Evaluator;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Relation;
import io.github.alpharl.grade.expression.Expr.Sum;
import io.github.alpharl.grade.expression.Undefined;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Equations, inequalities and {@code x = 3}. */
final class RelationRules {

  private RelationRules() {}

  /** {@code x ∈ S} means S; where a set is asked for, an inequality is refused. */
  static Optional<Boolean> membership(Expr gold, Expr answer, Equality eq) {
    Optional<Expr> g = member(gold);
    Optional<Expr> a = member(answer);
    if (g.isPresent() && SetRules.isCondition(answer)) {
      return Optional.of(false);
    }
    if (g.isPresent() && a.isPresent() && !sameNames(gold, answer)) {
      return Optional.of(false);
    }
    boolean either = g.isPresent() || a.isPresent();
    return either ? Optional.of(eq.equal(g.orElse(gold), a.orElse(answer))) : Optional.empty();
  }

  private static boolean sameNames(Expr gold, Expr answer) {
    return ((Chain) gold).sides().getFirst().equals(((Chain) answer).sides().getFirst());
  }

  private static Optional<Expr> member(Expr e) {
    boolean member = e instanceof Chain c && c.isMembership() && Shape.isName(c.sides().getFirst());
    return member ? Optional.of(((Chain) e).last()) : Optional.empty();
  }

  /**
   * {@code x = 1, x = 2} against {@code 1, 2} or {1, 2}; {@code x = 1, y = 2} against (1, 2) in
   * that order.
   */
  static Optional<Boolean> assignments(Expr gold, Expr answer, Equality eq) {
    Optional<Group> g = assignedValues(gold);
    Optional<Group> a = assignedValues(answer);
    if (g.isPresent() == a.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        eq.equal(g.map(Expr.class::cast).orElse(gold), a.map(Expr.class::cast).orElse(answer)));
  }

  private static Optional<Group> assignedValues(Expr e) {
    if (!(e instanceof Group(Holder holder, List<Expr> items))
        || holder.ordered()
        || items.isEmpty()) {
      return Optional.empty();
    }
    List<Expr> names = items.stream().map(Shape::assignee).flatMap(Optional::stream).toList();
    if (names.isEmpty()
        || !items.stream()
            .allMatch(i -> Shape.assigned(i).isPresent() || isPlainAfterName(i, items))) {
      return Optional.empty();
    }
    List<Expr> values = items.stream().map(i -> Shape.assigned(i).orElse(i)).toList();
    int distinct = new HashSet<>(names.stream().map(RelationRules::stem).toList()).size();
    if (distinct > 1 && names.size() != items.size()) {
      return Optional.empty();
    }
    Holder bare = holder.bare() ? Holder.LIST : holder;
    return Optional.of(
        distinct == 1
            ? new Group(bare, values)
            : new Group(Holder.TUPLE, inOrderOfNames(names, values)));
  }

  /** {@code y = 2, x = 3} is the point (3, 2); of other letters the order is as it was written. */
  private static List<Expr> inOrderOfNames(List<Expr> names, List<Expr> values) {
    List<String> letters = names.stream().map(Shape::letters).map(l -> l.orElse("")).toList();
    boolean ordered =
        letters.stream().allMatch(l -> l.matches("[xyz]"))
            || letters.stream().allMatch(l -> l.matches("[abcd]"));
    return ordered
        ? IntStream.range(0, values.size())
            .boxed()
            .sorted(Comparator.comparing(letters::get))
            .map(values::get)
            .toList()
        : values;
  }

  /** x₁ and x₂ are values of one x. */
  private static Expr stem(Expr name) {
    return name instanceof Expr.Symbol(String text) && text.matches("[A-Za-z]+_\\d+")
        ? new Expr.Symbol(text.substring(0, text.indexOf('_')))
        : name;
  }

  /** The 3 in {@code x = 2, 3}. */
  private static boolean isPlainAfterName(Expr item, List<Expr> items) {
    return !(item instanceof Chain) && Shape.assigned(items.getFirst()).isPresent();
  }

  /** {@code x = 3} against 3. */
  static Optional<Boolean> assignment(Expr gold, Expr answer, Equality eq) {
    if (isEquation(gold) == isEquation(answer)
        || Shape.isInequality(gold)
        || Shape.isInequality(answer)) {
      return Optional.empty();
    }
    if (isEquation(answer)) {
      return Optional.of(
          Shape.assignedValues(answer).stream().anyMatch(value -> eq.equal(gold, value)));
    }
    List<Expr> sides = ((Chain) gold).sides();
    boolean named =
        Shape.isQuantityName(sides.getFirst())
            || (sides.size() > 2 && Shape.isSingleName(sides.get(sides.size() - 2)));
    boolean rounded = ((Chain) gold).relations().contains(Relation.APPROXIMATE);
    boolean gives =
        named
            || !Shape.hasVariables(gold)
            || mirrored(gold)
            || (rounded && Shape.isName(sides.getFirst()));
    return Optional.of(
        gives && Shape.assignedValues(gold).stream().anyMatch(value -> eq.equal(value, answer)));
  }

  private static boolean mirrored(Expr gold) {
    return ((Chain) gold).last() instanceof Expr.Symbol;
  }

  private static boolean isEquation(Expr e) {
    return e instanceof Chain c && c.isEquation();
  }

  /** Two equations: the same value of the same name, or one a multiple of the other. */
  static Optional<Boolean> equations(Expr gold, Expr answer, Equality eq) {
    if (!isEquation(gold) || !isEquation(answer)) {
      return Optional.empty();
    }
    Chain g = (Chain) gold;
    Chain a = (Chain) answer;
    if (Shape.inLetterOf(g, a).filter(last -> eq.equal(g.last(), last)).isPresent()) {
      return Optional.of(true);
    }
    if (sameQuantity(g.sides().getFirst(), a.sides().getFirst())
        && eq.equal(g.last(), a.last())
        && sameBeforeRounding(g, a, eq)) {
      return Optional.of(true);
    }
    if (g.sides().size() != 2 || a.sides().size() != 2) {
      return Optional.of(endsLike(g, a, eq));
    }
    boolean names =
        g.sides().stream().allMatch(Shape::isName) && a.sides().stream().allMatch(Shape::isName);
    boolean sidesMatch =
        g.relations().equals(a.relations()) && eq.equalInAnyOrder(g.sides(), a.sides());
    return Optional.of(
        sidesMatch || (!names && proportional(difference(g), difference(a), false, eq)));
  }

  /** The same name; {@code y} is also {@code y(t)}. */
  private static boolean sameQuantity(Expr g, Expr a) {
    return g.equals(a) || isFunctionNamed(g, a) || isFunctionNamed(a, g);
  }

  private static boolean isFunctionNamed(Expr call, Expr name) {
    return name instanceof Expr.Symbol(String letter)
        && call instanceof Expr.Call c
        && c.name().equals("apply " + letter)
        && c.arguments().stream().allMatch(Expr.Symbol.class::isInstance);
  }

  /** Where both end in a rounded value, what they round counts too. */
  private static boolean sameBeforeRounding(Chain g, Chain a, Equality eq) {
    boolean both = roundsAtEnd(g) && roundsAtEnd(a);
    return !both
        || eq.equal(g.sides().get(g.sides().size() - 2), a.sides().get(a.sides().size() - 2));
  }

  private static boolean roundsAtEnd(Chain c) {
    return c.sides().size() > 2 && c.relations().getLast() == Relation.APPROXIMATE;
  }

  /** {@code x = 1/3} against {@code x = … = 1/3 ≈ 0.33}. */
  private static boolean endsLike(Chain g, Chain a, Equality eq) {
    return g.sides().size() == 2
        && Shape.isName(g.sides().getFirst())
        && g.sides().getFirst().equals(a.sides().getFirst())
        && Shape.assignedValues(a).stream().anyMatch(value -> eq.equal(g.last(), value));
  }

  /** {@code left − right} of a relation with two sides. */
  private static Expr difference(Chain c) {
    return new Sum(List.of(c.sides().getFirst(), new Product(List.of(Num.of(-1), c.last()))));
  }

  /**
   * Whether {@code a = k·b} with one constant k ≠ 0 (k > 0 where {@code positive}) at every point.
   * Never where either is constant: all constants are multiples of each other.
   */
  private static boolean proportional(Expr a, Expr b, boolean positive, Equality eq) {
    if (!Shape.hasVariables(a) || !Shape.hasVariables(b)) {
      return false;
    }
    var multiple = new Multiple();
    Iterator<Points.Point> points = Points.of(a, b, false).iterator();
    while (points.hasNext()) {
      try {
        var evaluator = new Evaluator(false, points.next(), eq.budget());
        if (!multiple.allows(evaluator.value(a), evaluator.value(b), evaluator.scale())) {
          return false;
        }
      } catch (Undefined | ArithmeticException e) {
        // This point says nothing.
      }
    }
    return multiple.found(positive);
  }

  /** Two inequalities with two sides each. */
  static Optional<Boolean> inequalities(Expr gold, Expr answer, Equality eq) {
    if (!Shape.isInequality(gold) || !Shape.isInequality(answer)) {
      return Optional.empty();
    }
    Chain g = (Chain) gold;
    Chain a = (Chain) answer;
    if (sameChain(g, a, eq) || sameChain(g, mirrored(a), eq)) {
      return Optional.of(true);
    }
    if (g.sides().size() != 2 || a.sides().size() != 2) {
      return Optional.of(false);
    }
    Relation r = g.relations().getFirst();
    boolean straight =
        a.relations().getFirst() == r
            && proportional(difference(g), difference(a), r.ordering(), eq);
    Chain turned = mirrored(a);
    boolean mirror =
        turned.relations().getFirst() == r
            && proportional(difference(g), difference(turned), r.ordering(), eq);
    return Optional.of(straight || mirror);
  }

  private static Chain mirrored(Chain c) {
    return new Chain(
        c.sides().reversed(), c.relations().reversed().stream().map(Relation::mirrored).toList());
  }

  private static boolean sameChain(Chain g, Chain a, Equality eq) {
    return g.relations().equals(a.relations()) && eq.equalInOrder(g.sides(), a.sides());
  }

  /** Any other relations: side by side. */
  static Optional<Boolean> statements(Expr gold, Expr answer, Equality eq) {
    if (!(gold instanceof Chain) && !(answer instanceof Chain)) {
      return Optional.empty();
    }
    boolean same = gold instanceof Chain g && answer instanceof Chain a && sameChain(g, a, eq);
    return Optional.of(same);
  }
}
