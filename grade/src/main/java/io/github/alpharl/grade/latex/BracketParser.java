package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Interval;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.NormalForm;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything in brackets: values in parentheses, tuples, intervals, sets, bars. */
final class BracketParser {

  private final Cursor cursor;
  private final Parser parser;
  private final TermParser terms;

  BracketParser(Cursor cursor, Parser parser, TermParser terms) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
  }

  /** After '(' ({@code open}) or '[': a value in parentheses, a tuple, a list or an interval. */
  Expr brackets(boolean open) {
    int outer = terms.hideBars();
    if (cursor.takeMark(open ? ")" : "]")) {
      return new Group(open ? Holder.TUPLE : Holder.SQUARE, List.of());
    }
    List<Expr> items = parser.items();
    boolean closesOpen = takeClosing();
    terms.bars(outer);
    if (items.size() == 1 && open == closesOpen) {
      return items.getFirst();
    }
    boolean infinite = items.stream().anyMatch(BracketParser::isInfinite);
    if (items.size() == 2 && (open != closesOpen || infinite)) {
      return new Interval(items.get(0), !open, items.get(1), !closesOpen);
    }
    if (open != closesOpen) {
      throw new NotUnderstood("brackets that do not match");
    }
    return new Group(open ? Holder.TUPLE : Holder.SQUARE, items);
  }

  /** Whether the closing bracket is open; '[' closes a French interval. */
  private boolean takeClosing() {
    if (cursor.takeMark(")") || cursor.takeMark("[")) {
      return true;
    }
    cursor.expectMark("]");
    return false;
  }

  private static boolean isInfinite(Expr e) {
    return e == Constant.INFINITY
        || (e instanceof Product p && p.factors().contains(Constant.INFINITY))
        || (e instanceof Expr.Call c && c.arguments().contains(Constant.INFINITY));
  }

  /** After a brace of LaTeX, which groups, or of a set in plain text. */
  Expr braces() {
    int outer = terms.hideBars();
    Expr e = parser.group();
    terms.bars(outer);
    return e;
  }

  /** After the brace of a set: values, or x with its condition. */
  Expr set() {
    if (cursor.takeCommand("}")) {
      return new NamedSet("∅");
    }
    int outer = terms.hideBars();
    terms.builder(1);
    List<Expr> items = parser.choices();
    boolean condition = cursor.takeMark("|") || cursor.takeCommand("mid") || cursor.takeMark(":");
    terms.builder(-1);
    Optional<Expr> stated = condition ? Optional.of(parser.list()) : Optional.empty();
    terms.bars(outer);
    if (items.size() == 1
        && items.getFirst() instanceof Expr.Matrix m
        && !cursor.peek().isCommand("}")) {
      return m.rows().stream().allMatch(r -> r.size() == 2)
          ? EnvironmentParser.piecewise(m.rows())
          : new Group(Holder.AND, m.rows().stream().flatMap(List::stream).toList());
    }
    cursor.expectCommand("}");
    return stated.isPresent() ? built(items, stated.get()) : new Group(Holder.SET, items);
  }

  /** All {@code x} with {@code x > 2}; else what is collected, and its condition. */
  private static Expr built(List<Expr> items, Expr stated) {
    if (items.stream().allMatch(BracketParser::isNamed)) {
      boolean strange =
          items.size() == 1
              && items.getFirst() instanceof Expr.Symbol s
              && !NormalForm.print(stated).contains(s.name());
      if (strange) {
        throw new NotUnderstood("a set with a condition on something else");
      }
      return new Expr.Described(within(items, stated));
    }
    Expr condition = stated instanceof Chain ? stated : new Group(Holder.AND, parts(stated));
    Expr collected = items.size() == 1 ? items.getFirst() : new Group(Holder.LIST, items);
    return new Group(Holder.SET, List.of(collected, condition));
  }

  /** The condition, with what its letters are taken from where those are not the real numbers. */
  private static Expr within(List<Expr> items, Expr condition) {
    List<Expr> domains =
        items.stream()
            .filter(i -> i instanceof Chain c && !c.last().equals(new NamedSet("R")))
            .toList();
    if (domains.isEmpty()) {
      return condition instanceof Group g && g.holder() == Holder.LIST
          ? new Group(Holder.AND, g.items())
          : condition;
    }
    var all = new ArrayList<>(domains);
    all.addAll(parts(condition));
    return new Group(Holder.AND, all);
  }

  /** The conditions that a comma or "and" joins. */
  private static List<Expr> parts(Expr condition) {
    boolean several =
        condition instanceof Group g && (g.holder() == Holder.LIST || g.holder() == Holder.AND);
    return several ? ((Group) condition).items() : List.of(condition);
  }

  /** {@code x}, {@code (x, y)} or {@code x ∈ S}. */
  private static boolean isNamed(Expr e) {
    return e instanceof Expr.Symbol
        || (e instanceof Chain c && c.isMembership() && isNamed(c.sides().getFirst()))
        || (e instanceof Group g && g.items().stream().allMatch(BracketParser::isNamed));
  }

  Expr absolute(String close) {
    terms.bar(1);
    Expr inside = parser.sum();
    terms.bar(-1);
    if (!cursor.takeCommand(close)) {
      cursor.expectMark("|");
    }
    boolean square =
        inside instanceof Expr.Matrix m
            && m.rows().stream().allMatch(r -> r.size() == m.rows().size());
    return Call.of(square ? "det" : "abs", inside);
  }

  Expr angle() {
    terms.angle(1);
    List<Expr> items = parser.items();
    terms.angle(-1);
    cursor.expectMark(">");
    return new Group(Holder.ANGLE, items);
  }
}
