package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Relation;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.Substitution;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Questions about the shape of an expression. */
final class Shape {

  private Shape() {}

  /** The direct parts of {@code e}. */
  static Stream<Expr> parts(Expr e) {
    return switch (e) {
      case Expr.Sum s -> s.terms().stream();
      case Expr.Product p -> p.factors().stream();
      case Expr.Power p -> Stream.of(p.base(), p.exponent());
      case Expr.Call c -> c.arguments().stream();
      case Expr.Quantity q -> Stream.of(q.value());
      case Expr.Ratio r -> r.parts().stream();
      case Group g -> g.items().stream();
      case Expr.Described d -> Stream.of(d.condition());
      case Expr.Interval i -> Stream.of(i.low(), i.high());
      case Expr.SetOperation s -> Stream.of(s.left(), s.right());
      case Expr.Matrix m -> m.rows().stream().flatMap(List::stream);
      case Chain c -> c.sides().stream();
      case Expr.Piecewise p ->
          p.pieces().stream().flatMap(piece -> Stream.of(piece.value(), piece.condition()));
      default -> Stream.empty();
    };
  }

  /** Whether {@code test} holds somewhere in {@code e}. */
  static boolean any(Expr e, Predicate<Expr> test) {
    return test.test(e) || parts(e).anyMatch(part -> any(part, test));
  }

  static boolean mentions(Expr e, Expr what) {
    return any(e, what::equals);
  }

  static boolean hasVariables(Expr e) {
    return !Variables.free(e).isEmpty();
  }

  /**
   * Whether {@code e} names something rather than computes it: letters alone, f(x), |AB|, P(A), x +
   * y, words.
   */
  static boolean isName(Expr e) {
    boolean letters =
        any(e, x -> x instanceof Symbol || x instanceof Words || x instanceof Expr.Call);
    boolean plain =
        !any(
            e,
            x ->
                x instanceof Chain
                    || (x instanceof Group g && g.holder() != Expr.Holder.TUPLE)
                    || x instanceof Expr.Interval
                    || x instanceof Constant);
    return letters && plain && !hasNumbersOutsideCalls(e) && !any(e, Shape::isMixedSum);
  }

  /** A sum of anything but plain variables. */
  private static boolean isMixedSum(Expr e) {
    return e instanceof Expr.Sum s && !s.terms().stream().allMatch(Symbol.class::isInstance);
  }

  /** Whether {@code e} is one symbol, one word or one call. */
  static boolean isSingleName(Expr e) {
    return e instanceof Symbol || e instanceof Words || (e instanceof Expr.Call c && isName(c));
  }

  /**
   * Whether {@code e} names one quantity: a single name, a tuple (p, q) or a ratio V : W of names,
   * lengths such as NO/BO.
   */
  static boolean isQuantityName(Expr e) {
    return switch (e) {
      case Group(Expr.Holder holder, var items) when holder == Expr.Holder.TUPLE ->
          items.stream().allMatch(Shape::isSingleName);
      case Expr.Ratio r -> r.parts().stream().allMatch(Shape::isName);
      case Expr.Product p -> isName(p) && p.factors().stream().allMatch(Shape::isCapital);
      default -> isSingleName(e);
    };
  }

  private static boolean isCapital(Expr e) {
    return switch (e) {
      case Symbol s -> s.name().matches("[A-Z]");
      case Expr.Power p -> isCapital(p.base());
      case Expr.Product p -> p.factors().stream().allMatch(Shape::isCapital);
      default -> false;
    };
  }

  private static boolean hasNumbersOutsideCalls(Expr e) {
    if (e instanceof Expr.Call c && (c.name().startsWith("apply ") || c.name().equals("abs"))) {
      return false;
    }
    if (e instanceof Expr.Power p && p.exponent().equals(Expr.Num.of(-1))) {
      return hasNumbersOutsideCalls(p.base());
    }
    return e instanceof Expr.Num || parts(e).anyMatch(Shape::hasNumbersOutsideCalls);
  }

  /** The value given to a name by {@code x = 3}, {@code 3 = x}, {@code A = s² = 4}. */
  static Optional<Expr> assigned(Expr e) {
    if (!(e instanceof Chain c) || !c.isEquation()) {
      return Optional.empty();
    }
    if (isName(c.sides().getFirst()) && !c.sides().getFirst().equals(c.last())) {
      return Optional.of(c.last());
    }
    boolean mirrored = c.sides().size() == 2 && c.last() instanceof Symbol;
    boolean numbers = c.sides().stream().noneMatch(Shape::hasVariables);
    boolean named =
        c.sides().size() > 2
            && isSingleName(c.sides().get(c.sides().size() - 2))
            && !hasVariables(c.last());
    return mirrored
        ? Optional.of(c.sides().getFirst())
        : numbers || named ? Optional.of(c.last()) : Optional.empty();
  }

  /**
   * What an equation gives: its last side, and the one before where the last is a rounded decimal.
   */
  static List<Expr> assignedValues(Expr e) {
    Optional<Expr> value = assigned(e);
    if (!(e instanceof Chain c) || (value.isPresent() && !value.get().equals(c.last()))) {
      return value.stream().toList();
    }
    boolean decimal = c.last() instanceof Expr.Num n && n.decimals() > 0;
    Expr before = c.sides().get(c.sides().size() - 2);
    boolean exact =
        c.relations().getLast() == Relation.APPROXIMATE || (value.isPresent() && decimal);
    return exact && !isName(before) ? List.of(c.last(), before) : value.stream().toList();
  }

  /** The name in {@code x = 3}. */
  static Optional<Expr> assignee(Expr e) {
    boolean named = e instanceof Chain c && c.isEquation() && isName(c.sides().getFirst());
    return named ? Optional.of(((Chain) e).sides().getFirst()) : Optional.empty();
  }

  /** Whether {@code e} orders something: {@code x < 3}, {@code x ≠ 1}. */
  static boolean isInequality(Expr e) {
    return e instanceof Chain c
        && c.relations().stream().allMatch(r -> r.ordering() || r == Relation.NOT_EQUAL);
  }

  /** The letters of a product of plain letters in the order written, as in {@code AB}. */
  static Optional<String> letters(Expr e) {
    return switch (e) {
      case Symbol s when s.name().length() == 1 -> Optional.of(s.name());
      case Constant c when c == Constant.E -> Optional.of("e");
      case Constant c when c == Constant.I -> Optional.of("i");
      case Words w -> Optional.of(w.text());
      case Expr.Product p -> letters(p.factors());
      default -> Optional.empty();
    };
  }

  private static Optional<String> letters(List<Expr> factors) {
    var text = new StringBuilder();
    for (Expr factor : factors) {
      Optional<String> letter = letters(factor);
      if (letter.isEmpty()) {
        return Optional.empty();
      }
      text.append(letter.get());
    }
    return Optional.of(text.toString());
  }

  /**
   * What {@code a}, {@code f(t) = 2t}, says of the letter of {@code g}, {@code f(x) = 2x}; empty
   * where they name no function of one small letter each, or {@code a} has g's letter too.
   */
  static Optional<Expr> inLetterOf(Chain g, Chain a) {
    Optional<Expr> to = variable(g);
    Optional<Expr> from = variable(a);
    boolean apart = to.isPresent() && from.isPresent() && !to.equals(from);
    return apart && functionName(g).equals(functionName(a)) && !mentions(a.last(), to.get())
        ? Optional.of(Substitution.of(from.get(), to.get()).in(a.last()))
        : Optional.empty();
  }

  private static String functionName(Chain c) {
    return c.sides().getFirst() instanceof Expr.Call call ? call.name() : "";
  }

  /** The x of {@code f(x) = …}, where that side is one that has an x. */
  private static Optional<Expr> variable(Chain c) {
    return c.sides().size() == 2
            && c.sides().getFirst() instanceof Expr.Call(String name, List<Expr> arguments)
            && name.startsWith("apply ")
            && arguments.size() == 1
            && arguments.getFirst() instanceof Expr.Symbol(String letter)
            && letter.matches("[a-z]")
            && mentions(c.last(), arguments.getFirst())
        ? Optional.of(arguments.getFirst())
        : Optional.empty();
  }
}
