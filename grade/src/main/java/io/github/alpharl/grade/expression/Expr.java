package io.github.alpharl.grade.expression;

import java.util.List;
import org.hipparchus.fraction.BigFraction;

/** What an answer says, as a tree. Numbers are exact. */
public sealed interface Expr {

  /**
   * A rational number. {@code decimals} digits were written after the point and {@code digits}
   * significant ones in all; both are -1 where no decimal was written.
   */
  record Num(BigFraction value, int decimals, int digits) implements Expr {
    public static Num of(long value) {
      return exact(new BigFraction(value));
    }

    public static Num exact(BigFraction value) {
      return new Num(value, -1, -1);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Num n && n.value.equals(value) && n.decimals == decimals;
    }

    @Override
    public int hashCode() {
      return value.hashCode();
    }
  }

  /** π, e, i, ∞. */
  enum Constant implements Expr {
    PI,
    E,
    I,
    INFINITY
  }

  /** A variable, with its subscript and accents in the name. */
  record Symbol(String name) implements Expr {}

  /** terms[0] + terms[1] + … */
  record Sum(List<Expr> terms) implements Expr {
    public Sum {
      terms = List.copyOf(terms);
    }
  }

  /** factors[0] · factors[1] · … in the order written. */
  record Product(List<Expr> factors) implements Expr {
    public Product {
      factors = List.copyOf(factors);
    }
  }

  record Power(Expr base, Expr exponent) implements Expr {}

  /** A named function of its arguments; ± is the function {@code pm}. */
  record Call(String name, List<Expr> arguments) implements Expr {
    public Call {
      arguments = List.copyOf(arguments);
    }

    public static Call of(String name, Expr... arguments) {
      return new Call(name, List.of(arguments));
    }
  }

  /** An answer in words, in lower case with single spaces unless it is one letter. */
  record Words(String text) implements Expr {}

  /** A value with a unit. */
  record Quantity(Expr value, Unit unit) implements Expr {}

  /** Digits in a stated base, as in {@code 52_8}. */
  record InBase(String digits, int base) implements Expr {}

  /** a : b : … */
  record Ratio(List<Expr> parts) implements Expr {
    public Ratio {
      parts = List.copyOf(parts);
    }
  }

  /** How several values are held together. */
  enum Holder {
    TUPLE,
    SQUARE,
    ANGLE,
    SET,
    LIST,
    OR,
    AND;

    /** Whether the values carry no brackets at all. */
    public boolean bare() {
      return this == LIST || this == OR || this == AND;
    }

    /** Whether the order of the values means something. */
    public boolean ordered() {
      return this == TUPLE || this == SQUARE || this == ANGLE;
    }
  }

  /** Several values. */
  record Group(Holder holder, List<Expr> items) implements Expr {
    public Group {
      items = List.copyOf(items);
    }
  }

  /** A real interval. */
  record Interval(Expr low, boolean lowClosed, Expr high, boolean highClosed) implements Expr {}

  /** A set with a name: R, C, Q, Z, N, or the empty one. */
  record NamedSet(String name) implements Expr {}

  /** All that a condition holds for: {@code \{x : x > 2\}}. */
  record Described(Expr condition) implements Expr {}

  /** Union, intersection or difference of two sets. */
  record SetOperation(Kind kind, Expr left, Expr right) implements Expr {
    public enum Kind {
      UNION,
      INTERSECTION,
      DIFFERENCE
    }
  }

  /** A matrix, row by row. */
  record Matrix(List<List<Expr>> rows) implements Expr {
    public Matrix {
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** A function by cases: each value where its condition holds. */
  record Piecewise(List<Piece> pieces) implements Expr {
    public Piecewise {
      pieces = List.copyOf(pieces);
    }
  }

  /** One row of a function by cases. */
  record Piece(Expr value, Expr condition) {}

  /** sides[0] relations[0] sides[1] relations[1] … */
  record Chain(List<Expr> sides, List<Relation> relations) implements Expr {
    public Chain {
      sides = List.copyOf(sides);
      relations = List.copyOf(relations);
    }

    /** Whether every relation is an equality, if only a rounded one. */
    public boolean isEquation() {
      return relations.stream().allMatch(r -> r == Relation.EQUAL || r == Relation.APPROXIMATE);
    }

    /** Whether this is {@code x ∈ S}. */
    public boolean isMembership() {
      return relations.size() == 1 && relations.getFirst() == Relation.IN;
    }

    public Expr last() {
      return sides.getLast();
    }
  }

  /** What may stand between two sides. */
  enum Relation {
    EQUAL,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL,
    NOT_EQUAL,
    APPROXIMATE,
    IN,
    EQUIVALENT,
    SIMILAR,
    CONGRUENT,
    TO,
    SUBSET,
    PARALLEL,
    PERPENDICULAR;

    /** The same relation read from right to left. */
    public Relation mirrored() {
      return switch (this) {
        case LESS -> GREATER;
        case LESS_EQUAL -> GREATER_EQUAL;
        case GREATER -> LESS;
        case GREATER_EQUAL -> LESS_EQUAL;
        default -> this;
      };
    }

    /** Whether this is one of {@code < ≤ > ≥}. */
    public boolean ordering() {
      return this == LESS || this == LESS_EQUAL || this == GREATER || this == GREATER_EQUAL;
    }
  }

  /** {@code a · b}, flattened. */
  static Expr times(Expr a, Expr b) {
    if (a instanceof Product p) {
      return new Product(append(p.factors(), b));
    }
    return new Product(List.of(a, b));
  }

  /** {@code a / b}. */
  static Expr over(Expr a, Expr b) {
    return times(a, new Power(b, Num.of(-1)));
  }

  /** {@code −a}; a literal stays a literal. */
  static Expr negate(Expr a) {
    return switch (a) {
      case Num n -> new Num(n.value().negate(), n.decimals(), n.digits());
      case Quantity q -> new Quantity(negate(q.value()), q.unit());
      default -> new Product(List.of(Num.of(-1), a));
    };
  }

  private static List<Expr> append(List<Expr> list, Expr last) {
    var all = new java.util.ArrayList<>(list);
    all.add(last);
    return all;
  }
}
