package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Matrix;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.NormalForm;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** LaTeX commands: fractions, roots, functions, accents, environments, Greek letters. */
final class CommandParser {

  /** Commands that stand between two sides; no factor starts with them. */
  static final Set<String> RELATIONS =
      Set.of(
          "le",
          "leq",
          "leqslant",
          "leqq",
          "ge",
          "geq",
          "geqslant",
          "geqq",
          "lt",
          "gt",
          "ne",
          "neq",
          "in",
          "approx",
          "equiv",
          "sim",
          "cong",
          "to",
          "rightarrow",
          "mapsto",
          "subset",
          "subseteq",
          "parallel",
          "perp",
          "coloneqq",
          "div");

  private static final Set<String> ACCENTS =
      Set.of(
          "overline",
          "bar",
          "hat",
          "widehat",
          "tilde",
          "widetilde",
          "dot",
          "ddot",
          "overrightarrow",
          "underline",
          "mathcal",
          "mathscr",
          "mathfrak");

  private static final Map<String, String> INVERSES =
      Map.of(
          "sin", "arcsin", "cos", "arccos", "tan", "arctan", "cot", "arccot", "sec", "arcsec",
          "csc", "arccsc", "sinh", "arsinh", "cosh", "arcosh", "tanh", "artanh");

  private static final Map<String, String> BRACKETS =
      Map.of(
          "lvert", "rvert", "lVert", "rVert", "lfloor", "rfloor", "lceil", "rceil", "vert", "vert",
          "Vert", "Vert");

  private static final Set<String> GREEK_SPELLINGS =
      Set.of("varphi", "varepsilon", "vartheta", "varrho", "varsigma");

  private final Cursor cursor;
  private final Parser parser;
  private final TermParser terms;
  private final PrimaryParser primaries;

  CommandParser(Cursor cursor, Parser parser, TermParser terms, PrimaryParser primaries) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
    this.primaries = primaries;
  }

  Expr command() {
    return named(cursor.next().text());
  }

  /** The command {@code name}, itself taken already. */
  Expr named(String name) {
    Optional<String> function = FunctionNames.function(name);
    if (function.isPresent()) {
      return function(function.get());
    }
    return switch (name) {
      case "frac", "dfrac", "tfrac", "cfrac", "sfrac" -> fraction();
      case "binom", "dbinom", "tbinom" -> Call.of("binom", argument(), argument());
      case "pi" -> primaryOf(Constant.PI);
      case "infty" -> Constant.INFINITY;
      case "{" -> primaries.set();
      case "lbrace" -> primaries.set();
      case "langle" -> angle();
      case "money" -> primaries.money("$");
      case "begin" -> environment(rawArgument());
      case "mathbb", "Bbb" -> new NamedSet(rawArgument());
      case "R", "reals" -> new NamedSet("R");
      case "emptyset", "varnothing" -> new NamedSet("∅");
      case "ldots", "dots", "cdots", "dotsc" -> new Symbol("…");
      case "circ", "degree" -> throw new NotUnderstood("a degree sign without its number");
      case "end", "}", "\\", "mid", "rangle", "pm", "mp" ->
          throw new NotUnderstood("unexpected \\" + name);
      default -> other(name);
    };
  }

  private Expr other(String name) {
    if (BRACKETS.containsKey(name)) {
      return bracket(name);
    }
    if (ACCENTS.contains(name)) {
      return accent(name);
    }
    return primaries.symbol(GREEK_SPELLINGS.contains(name) ? name.substring(3) : name);
  }

  private Expr primaryOf(Constant constant) {
    return cursor.peek().isMark("_") ? primaries.symbol("pi") : constant;
  }

  private Expr bracket(String open) {
    String close = BRACKETS.get(open);
    if (close.equals("rfloor") || close.equals("rceil")) {
      Expr inside = parser.sum();
      cursor.expectCommand(close);
      return Call.of(close.equals("rfloor") ? "floor" : "ceil", inside);
    }
    return primaries.absolute(close);
  }

  private Expr accent(String name) {
    String inside = cursor.peek().isMark("{") ? rawArgument() : cursor.takePrefix(1);
    return primaries.symbol(name.startsWith("math") ? inside : name + "(" + inside + ")");
  }

  private Expr angle() {
    List<Expr> items = parser.items();
    cursor.expectCommand("rangle");
    return new Group(Holder.ANGLE, items);
  }

  /** {@code {…}} or the next single token. */
  Expr argument() {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case NUMBER -> NumberParser.literal(cursor.takePrefix(1));
      case LETTERS -> primaries.letter(cursor.takePrefix(1));
      default -> primaries.primary();
    };
  }

  private String rawArgument() {
    return cursor.takeMark("{") ? cursor.takeRawGroup() : cursor.takePrefix(1);
  }

  private Expr fraction() {
    int outer = primaries.hideBars();
    Expr above = argument();
    Expr below = argument();
    terms.bars(outer);
    if (startsWithD(above) && startsWithD(below)) {
      return new Symbol("d(" + NormalForm.of(above) + ")/d(" + NormalForm.of(below) + ")");
    }
    if (above instanceof Expr.Words(String a) && below instanceof Expr.Words(String b)) {
      return new Expr.Words(a + "/" + b);
    }
    return Expr.over(above, below);
  }

  /** Whether this is {@code dx}, {@code d²x} or {@code d}: a part of a derivative. */
  private static boolean startsWithD(Expr e) {
    Expr first = e instanceof Product p ? p.factors().getFirst() : e;
    Expr base = first instanceof Power p ? p.base() : first;
    boolean d = base instanceof Symbol(String name) && (name.equals("d") || name.equals("partial"));
    return d && (e instanceof Product || first instanceof Symbol);
  }

  /** A function with its power, base and argument. */
  Expr function(String name) {
    if (name.equals("sqrt")) {
      return root();
    }
    Optional<Expr> base = cursor.takeMark("_") ? Optional.of(argument()) : Optional.empty();
    Optional<Expr> power = cursor.takeMark("^") ? Optional.of(argument()) : Optional.empty();
    if (base.isEmpty() && cursor.takeMark("_")) {
      base = Optional.of(argument());
    }
    boolean inverse =
        power.isPresent() && power.get().equals(Num.of(-1)) && INVERSES.containsKey(name);
    Expr call = call(inverse ? INVERSES.get(name) : name, base, functionArguments());
    return power.isEmpty() || inverse ? call : new Power(call, power.get());
  }

  private static Expr call(String name, Optional<Expr> base, List<Expr> arguments) {
    if (base.isPresent()) {
      return Call.of("log", arguments.getFirst(), base.get());
    }
    return switch (name) {
      case "cbrt" -> Call.of("root", arguments.getFirst(), Num.of(3));
      case "lg" -> Call.of("log", arguments.getFirst(), Num.of(10));
      case "cis" ->
          new Expr.Sum(
              List.of(
                  new Call("cos", arguments), Expr.times(Constant.I, new Call("sin", arguments))));
      case "exp" -> new Power(Constant.E, arguments.getFirst());
      default -> new Call(name, arguments);
    };
  }

  /** In brackets, or every factor up to the next sign, function or word. */
  private List<Expr> functionArguments() {
    if (cursor.takeMark("(")) {
      int outer = primaries.hideBars();
      List<Expr> items = parser.items();
      terms.bars(outer);
      cursor.expectMark(")");
      return items;
    }
    Expr product = terms.factor();
    while (continuesArgument()) {
      product = Expr.times(product, terms.factor());
    }
    return List.of(product);
  }

  private boolean continuesArgument() {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case LETTERS ->
          !FunctionNames.function(token.text()).isPresent()
              && !WordReader.looksLikeWord(token.text())
              && WordReader.connective(token).isEmpty();
      case COMMAND ->
          token
              .text()
              .matches(
                  "pi|theta|alpha|beta|gamma|phi|omega|sqrt|[dt]?frac|lambda|delta|mu|rho|tau");
      default -> false;
    };
  }

  private Expr root() {
    Expr index = Num.of(2);
    if (cursor.takeMark("[")) {
      index = parser.sum();
      cursor.expectMark("]");
    }
    boolean number = cursor.peek().kind() == Token.Kind.NUMBER;
    Expr inside = number ? NumberParser.literal(cursor.next().text()) : argument();
    return Call.of("root", inside, index);
  }

  private Expr environment(String name) {
    if (name.startsWith("array") && cursor.takeMark("{")) {
      cursor.takeRawGroup();
    }
    int outer = primaries.hideBars();
    var rows = new ArrayList<List<Expr>>();
    while (!cursor.peek().isCommand("end")) {
      rows.add(row());
      if (!cursor.takeCommand("\\")) {
        break;
      }
      while (cursor.takeCommand("hline")) {
        // A rule between rows says nothing.
      }
    }
    cursor.expectCommand("end");
    rawArgument();
    terms.bars(outer);
    return environment(name, rows);
  }

  private static Expr environment(String name, List<List<Expr>> rows) {
    return switch (name) {
      case "vmatrix" -> Call.of("det", new Matrix(rows));
      case "cases", "aligned", "align", "align*", "gathered", "split" ->
          new Group(Holder.AND, rows.stream().flatMap(List::stream).toList());
      default -> new Matrix(rows);
    };
  }

  private List<Expr> row() {
    var cells = new ArrayList<Expr>();
    cells.add(parser.relation());
    while (cursor.takeMark("&")) {
      cells.add(parser.relation());
    }
    cursor.takeMark(",");
    return cells;
  }
}
