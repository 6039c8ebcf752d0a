package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.NormalForm;
import io.github.alpharl.grade.expression.NotUnderstood;
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
          "simeq",
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

  /** Commands before the names of points. */
  private static final Set<String> FIGURES =
      Set.of("angle", "measuredangle", "sphericalangle", "triangle");

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
  private final EnvironmentParser environments;
  private final FunctionParser functions;
  private final CalculusParser calculus;

  CommandParser(Cursor cursor, Parser parser, TermParser terms, PrimaryParser primaries) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
    this.primaries = primaries;
    this.environments = new EnvironmentParser(cursor, parser, terms);
    this.calculus = new CalculusParser(cursor, parser, terms, this, primaries);
    this.functions = new FunctionParser(cursor, parser, terms, this);
  }

  Expr function(String name) {
    return functions.function(name);
  }

  Expr command() {
    return named(cursor.next().text());
  }

  /** The command {@code name}, itself taken already. */
  Expr named(String name) {
    Optional<String> function = FunctionNames.function(name);
    if (function.isPresent()) {
      return functions.function(function.get());
    }
    return switch (name) {
      case "frac", "dfrac", "tfrac", "cfrac", "sfrac" -> fraction();
      case "binom", "dbinom", "tbinom" -> Call.of("binom", argument(), argument());
      case "sum", "prod" -> calculus.repeated(name);
      case "int" -> calculus.integral();
      case "lim" -> calculus.limit();
      case "pi" -> primaryOf(Constant.PI);
      case "imath" -> Constant.I;
      case "infty" -> Constant.INFINITY;
      case "{" -> primaries.brackets().set();
      case "lbrace" -> primaries.brackets().set();
      case "langle" -> angle();
      case "money" -> primaries.money("$");
      case "begin" -> environments.environment(cursor.takeRawArgument());
      case "mathbb", "Bbb" -> new NamedSet(cursor.takeRawArgument());
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
    if (FIGURES.contains(name) && cursor.peek().kind() == Token.Kind.LETTERS) {
      return figure(name);
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
    return primaries.brackets().absolute(close);
  }

  /** {@code \\angle ABC} is one name, and that of {@code \\angle CBA}. */
  private Expr figure(String name) {
    String run = cursor.peek().text();
    int length = 0;
    while (length < run.length() && Character.isUpperCase(run.charAt(length))) {
      length++;
    }
    if (length == 0 || (length == 1 && name.equals("triangle"))) {
      return primaries.symbol(name);
    }
    String points = cursor.takePrefix(length);
    String reversed = new StringBuilder(points).reverse().toString();
    boolean turn = !name.equals("triangle") && reversed.compareTo(points) < 0;
    return primaries.symbol(
        "angle".equals(name) ? "∠" + (turn ? reversed : points) : name + points);
  }

  private Expr accent(String name) {
    String inside = cursor.peek().isMark("{") ? cursor.takeRawArgument() : cursor.takePrefix(1);
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

  /** {@code {…}} or the next single token, but never nothing. */
  private Expr part() {
    if (cursor.peek().isMark("{") && cursor.peek(1).isMark("}")) {
      throw new NotUnderstood("a fraction without a part");
    }
    return argument();
  }

  private Expr fraction() {
    int outer = terms.hideBars();
    Expr above = part();
    Expr below = part();
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
}
