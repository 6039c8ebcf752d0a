package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Interval;
import io.github.alpharl.grade.expression.Expr.Relation;
import io.github.alpharl.grade.expression.Expr.SetOperation;
import io.github.alpharl.grade.expression.Expr.Symbol;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads intervals, unions and inequalities in one variable as subsets of the real line. */
final class RealSetReader {

  private final Identity identity;
  private final Set<String> variables = new HashSet<>();

  RealSetReader(Identity identity) {
    this.identity = identity;
  }

  /** Whether all inequalities read so far speak of one variable. */
  boolean oneVariable() {
    return variables.size() <= 1;
  }

  Optional<RealSet> read(Expr e) {
    return switch (e) {
      case Interval i -> segment(i);
      case Expr.NamedSet s -> named(s.name());
      case SetOperation s -> operation(s);
      case Group g -> group(g);
      case Expr.Described d -> read(d.condition());
      case Chain c -> c.isMembership() ? read(c.last()) : chain(c);
      default -> Optional.empty();
    };
  }

  private static Optional<RealSet> named(String name) {
    return switch (name) {
      case "R" -> Optional.of(RealSet.LINE);
      case "∅" -> Optional.of(RealSet.EMPTY);
      default -> Optional.empty();
    };
  }

  /** A closed pair in square brackets or an open one in round ones, as an interval. */
  static Optional<Interval> interval(Expr e) {
    return switch (e) {
      case Interval i -> Optional.of(i);
      case Group(Holder h, List<Expr> items) when items.size() == 2 && h == Holder.SQUARE ->
          Optional.of(new Interval(items.get(0), true, items.get(1), true));
      case Group(Holder h, List<Expr> items) when items.size() == 2 && h == Holder.TUPLE ->
          Optional.of(new Interval(items.get(0), false, items.get(1), false));
      default -> Optional.empty();
    };
  }

  /** Ends in the wrong order make no interval, not even an empty one: (3, 2) is a point. */
  private Optional<RealSet> segment(Interval i) {
    Optional<BigDecimal> low = end(i.low());
    Optional<BigDecimal> high = end(i.high());
    boolean ordered = low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) < 0;
    return ordered
        ? Optional.of(RealSet.of(low.get(), i.lowClosed(), high.get(), i.highClosed()))
        : Optional.empty();
  }

  private Optional<BigDecimal> end(Expr e) {
    if (e == Constant.INFINITY || e.equals(Expr.Call.of("pm", Constant.INFINITY))) {
      return Optional.of(RealSet.infinity(1));
    }
    boolean negative = e.equals(Expr.negate(Constant.INFINITY));
    return negative ? Optional.of(RealSet.infinity(-1)) : identity.realValue(e);
  }

  private Optional<RealSet> operation(SetOperation s) {
    Optional<RealSet> left = read(s.left());
    Optional<RealSet> right = read(s.right());
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (s.kind()) {
          case UNION -> left.get().union(right.get());
          case INTERSECTION -> left.get().intersection(right.get());
          case DIFFERENCE -> left.get().intersection(right.get().complement());
        });
  }

  private Optional<RealSet> group(Group g) {
    return switch (g.holder()) {
      case SET -> points(g.items());
      case TUPLE, SQUARE -> interval(g).flatMap(this::segment);
      case ANGLE -> Optional.empty();
      case LIST, AND -> fold(g.items(), true);
      case OR -> fold(g.items(), false);
    };
  }

  private Optional<RealSet> points(List<Expr> items) {
    RealSet all = RealSet.EMPTY;
    for (Expr item : items) {
      Optional<BigDecimal> x = identity.realValue(item);
      if (x.isEmpty()) {
        return Optional.empty();
      }
      all = all.union(RealSet.point(x.get()));
    }
    return Optional.of(all);
  }

  private Optional<RealSet> fold(List<Expr> items, boolean all) {
    RealSet total = all ? RealSet.LINE : RealSet.EMPTY;
    for (Expr item : items) {
      Optional<RealSet> set = read(item);
      if (set.isEmpty()) {
        return Optional.empty();
      }
      total = all ? total.intersection(set.get()) : total.union(set.get());
    }
    return Optional.of(total);
  }

  /** {@code a < x ≤ b}: every side but the variable must be a number. */
  private Optional<RealSet> chain(Chain c) {
    RealSet set = RealSet.LINE;
    for (int i = 0; i < c.relations().size(); i++) {
      Optional<RealSet> link = link(c.sides().get(i), c.relations().get(i), c.sides().get(i + 1));
      if (link.isEmpty()) {
        return Optional.empty();
      }
      set = set.intersection(link.get());
    }
    return Optional.of(set).filter(s -> !s.equals(RealSet.EMPTY)); // 3 < x < 2 says nothing
  }

  private Optional<RealSet> link(Expr left, Relation relation, Expr right) {
    boolean straight = left instanceof Symbol || isDistance(left);
    Expr variable = straight ? left : right;
    if (isDistance(variable)) {
      variables.add(((Symbol) ((Expr.Call) variable).arguments().getFirst()).name());
      Relation r = straight ? relation : relation.mirrored();
      return end(straight ? right : left).flatMap(bound -> around(r, bound));
    }
    if (!(variable instanceof Symbol(String name))) {
      return Optional.empty();
    }
    variables.add(name);
    Relation r = straight ? relation : relation.mirrored();
    return end(straight ? right : left).flatMap(bound -> half(r, bound));
  }

  /** {@code |x|}. */
  private static boolean isDistance(Expr e) {
    return e instanceof Expr.Call(String name, List<Expr> arguments)
        && name.equals("abs")
        && arguments.getFirst() instanceof Symbol;
  }

  /** Where {@code |x|} stands in the relation to {@code bound}, above zero. */
  private static Optional<RealSet> around(Relation r, BigDecimal bound) {
    if (bound.signum() <= 0) {
      return Optional.empty();
    }
    RealSet within = RealSet.of(bound.negate(), false, bound, false);
    RealSet closed = RealSet.of(bound.negate(), true, bound, true);
    return switch (r) {
      case LESS -> Optional.of(within);
      case LESS_EQUAL -> Optional.of(closed);
      case GREATER -> Optional.of(closed.complement());
      case GREATER_EQUAL -> Optional.of(within.complement());
      default -> Optional.empty();
    };
  }

  private static Optional<RealSet> half(Relation r, BigDecimal x) {
    BigDecimal low = RealSet.infinity(-1);
    BigDecimal high = RealSet.infinity(1);
    return switch (r) {
      case LESS, LESS_EQUAL -> Optional.of(RealSet.of(low, false, x, r == Relation.LESS_EQUAL));
      case GREATER, GREATER_EQUAL ->
          Optional.of(RealSet.of(x, r == Relation.GREATER_EQUAL, high, false));
      case NOT_EQUAL -> Optional.of(RealSet.point(x).complement());
      case EQUAL -> Optional.of(RealSet.point(x));
      default -> Optional.empty();
    };
  }
}
