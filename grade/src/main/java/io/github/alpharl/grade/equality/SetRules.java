package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Described;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Interval;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.SetOperation;
import java.util.List;
import java.util.Optional;

/** Intervals, unions, and inequalities that stand for them. */
final class SetRules {

  private SetRules() {}

  /**
   * Two subsets of the real line with numeric ends. An inequality is not accepted where a set is
   * asked for.
   */
  static Optional<Boolean> realSets(Expr gold, Expr answer, Equality eq) {
    boolean condition =
        isCondition(gold) && (isCondition(answer) || RealSetReader.interval(answer).isPresent());
    if (!(isSet(gold) || isSet(answer) || condition)) {
      return Optional.empty();
    }
    if (isSet(gold) && isCondition(answer)) {
      return Optional.of(false);
    }
    var reader = new RealSetReader(eq.identity());
    Optional<RealSet> g = reader.read(gold);
    Optional<RealSet> a = reader.read(answer);
    if (g.isEmpty() || a.isEmpty() || !reader.oneVariable()) {
      return Optional.empty();
    }
    return Optional.of(g.get().same(a.get()));
  }

  /**
   * A set by its condition is its condition; against intervals it is a subset of the real line as
   * they are.
   */
  static Optional<Boolean> described(Expr gold, Expr answer, Equality eq) {
    if (answer instanceof Described(Expr condition)
        && (isSet(gold) || RealSetReader.interval(gold).isPresent())) {
      return Optional.of(sameOnLine(gold, condition, eq));
    }
    if (gold instanceof Described || answer instanceof Described) {
      return Optional.of(eq.equal(condition(gold), condition(answer)));
    }
    return Optional.empty();
  }

  private static Expr condition(Expr e) {
    return e instanceof Described(Expr condition) ? condition : e;
  }

  private static boolean sameOnLine(Expr gold, Expr condition, Equality eq) {
    var reader = new RealSetReader(eq.identity());
    Optional<RealSet> g = reader.read(gold);
    Optional<RealSet> a = reader.read(condition);
    return g.isPresent() && a.isPresent() && reader.oneVariable() && g.get().same(a.get());
  }

  private static boolean isSet(Expr e) {
    return e instanceof Interval || e instanceof SetOperation || e instanceof NamedSet;
  }

  static boolean isCondition(Expr e) {
    boolean several =
        e instanceof Group(Holder holder, List<Expr> items)
            && holder.bare()
            && items.stream().anyMatch(Shape::isInequality)
            && items.stream().allMatch(Chain.class::isInstance);
    return several || Shape.isInequality(e);
  }

  /** Two intervals with other ends; a closed pair in square brackets is an interval too. */
  static Optional<Boolean> intervals(Expr gold, Expr answer, Equality eq) {
    if (!(gold instanceof Interval) && !(answer instanceof Interval)) {
      return Optional.empty();
    }
    Optional<Interval> g = RealSetReader.interval(gold);
    Optional<Interval> a = RealSetReader.interval(answer);
    if (g.isEmpty() || a.isEmpty()) {
      return Optional.of(false);
    }
    boolean sameEnds =
        g.get().lowClosed() == a.get().lowClosed() && g.get().highClosed() == a.get().highClosed();
    return Optional.of(
        sameEnds
            && eq.equal(g.get().low(), a.get().low())
            && eq.equal(g.get().high(), a.get().high()));
  }

  /** The same operation of the same sets; a union or intersection in any order. */
  static Optional<Boolean> operations(Expr gold, Expr answer, Equality eq) {
    if (!(gold instanceof SetOperation) && !(answer instanceof SetOperation)) {
      return Optional.empty();
    }
    boolean both = gold instanceof SetOperation && answer instanceof SetOperation;
    return Optional.of(both && sameOperation((SetOperation) gold, (SetOperation) answer, eq));
  }

  private static boolean sameOperation(SetOperation g, SetOperation a, Equality eq) {
    if (g.kind() != a.kind()) {
      return false;
    }
    List<Expr> left = List.of(g.left(), g.right());
    List<Expr> right = List.of(a.left(), a.right());
    return g.kind() == SetOperation.Kind.DIFFERENCE
        ? eq.equalInOrder(left, right)
        : eq.equalInAnyOrder(left, right);
  }
}
