package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Interval;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Product;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.NotUnderstood;
import io.github.alpharl.grade.expression.Unit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Numbers, letters, words and everything in brackets. */
final class PrimaryParser {

  /** Letters that name functions: {@code f(x)} is an application whatever x is. */
  static final Set<String> FUNCTION_LETTERS =
      Set.of(
          "f^-1", "g^-1", "h^-1", "f", "g", "h", "F", "G", "H", "Gamma", "phi'", "f'", "g'", "h'",
          "f''", "P", "Q", "Pr");

  private final Cursor cursor;
  private final Parser parser;
  private final TermParser terms;
  private final NumberParser numbers;
  private final CommandParser commands;

  PrimaryParser(Cursor cursor, Parser parser, TermParser terms) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
    this.numbers = new NumberParser(cursor);
    this.commands = new CommandParser(cursor, parser, terms, this);
  }

  Expr primary() {
    cursor.enter();
    Token token = cursor.peek();
    Expr e =
        switch (token.kind()) {
          case NUMBER -> numbers.number();
          case LETTERS -> letters();
          case TEXT -> text();
          case COMMAND -> commands.command();
          case MARK -> mark();
          case END -> throw new NotUnderstood("the text ends early");
        };
    cursor.leave();
    return e;
  }

  boolean isRelation(Token token) {
    return CommandParser.RELATIONS.contains(token.text());
  }

  private Expr mark() {
    String mark = cursor.next().text();
    return switch (mark) {
      case "(" -> brackets(true);
      case "[" -> brackets(false);
      case "]" -> brackets(true);
      case "{" -> braces();
      case "|" -> absolute("|");
      case "<" -> angle();
      case "$" -> money("$");
      case "€", "£" -> money(mark);
      case "." -> dots();
      case "∅" -> new NamedSet("∅");
      case "-" -> Expr.negate(terms.factor());
      case "+" -> terms.factor();
      case "#" -> terms.factor();
      default -> throw new NotUnderstood("unexpected '" + mark + "'");
    };
  }

  private Expr dots() {
    cursor.expectMark(".");
    cursor.expectMark(".");
    return new Symbol("…");
  }

  Expr money(String sign) {
    Expr value = terms.term();
    return value instanceof Quantity q ? q : new Quantity(value, Unit.of(sign));
  }

  /** After '(' ({@code open}) or '[': a value in parentheses, a tuple, a list or an interval. */
  private Expr brackets(boolean open) {
    int outer = hideBars();
    if (cursor.takeMark(open ? ")" : "]")) {
      return new Group(open ? Holder.TUPLE : Holder.SQUARE, List.of());
    }
    List<Expr> items = parser.items();
    boolean closesOpen = takeClosing();
    terms.bars(outer);
    if (items.size() == 1 && open == closesOpen) {
      return items.getFirst();
    }
    boolean infinite = items.stream().anyMatch(PrimaryParser::isInfinite);
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

  int hideBars() {
    int outer = terms.bars();
    terms.bars(0);
    return outer;
  }

  /** After a brace of LaTeX, which groups, or of a set in plain text. */
  private Expr braces() {
    int outer = hideBars();
    Expr e = parser.group();
    terms.bars(outer);
    return e;
  }

  /** After the brace of a set: values, or x with its condition. */
  Expr set() {
    if (cursor.takeCommand("}")) {
      return new NamedSet("∅");
    }
    int outer = hideBars();
    terms.builder(1);
    List<Expr> items = parser.items();
    boolean condition = cursor.takeMark("|") || cursor.takeCommand("mid") || cursor.takeMark(":");
    terms.builder(-1);
    List<Expr> conditions = condition ? parser.items() : List.of();
    terms.bars(outer);
    if (items.size() == 1
        && items.getFirst() instanceof Expr.Matrix m
        && !cursor.peek().isCommand("}")) {
      return new Group(Holder.AND, m.rows().stream().flatMap(List::stream).toList());
    }
    cursor.expectCommand("}");
    if (!condition) {
      return new Group(Holder.SET, items);
    }
    return conditions.size() == 1 && conditions.getFirst() instanceof Chain c
        ? c
        : new Group(Holder.AND, conditions);
  }

  Expr absolute(String close) {
    terms.bar(1);
    Expr inside = parser.sum();
    terms.bar(-1);
    if (!cursor.takeCommand(close)) {
      cursor.expectMark("|");
    }
    return Call.of("abs", inside);
  }

  private Expr angle() {
    terms.angle(1);
    List<Expr> items = parser.items();
    terms.angle(-1);
    cursor.expectMark(">");
    return new Group(Holder.ANGLE, items);
  }

  private Expr letters() {
    Token token = cursor.peek();
    String run = token.text();
    Optional<String> symbol = FunctionNames.symbol(run);
    if (symbol.isPresent()) {
      cursor.next();
      return commands.named(symbol.get());
    }
    Optional<String> function = FunctionNames.function(run);
    if (function.isPresent()) {
      cursor.next();
      return commands.function(function.get());
    }
    int prefix = knownPrefix(run);
    if (prefix > 0) {
      return function(run, prefix);
    }
    if (run.equals("np") && cursor.peek(1).isMark(".")) {
      cursor.next();
      cursor.next();
      return letters();
    }
    return WordReader.looksLikeWord(run) && knownSuffix(run) == 0
        ? phrase()
        : letter(cursor.takePrefix(letterLength(run)));
  }

  private int letterLength(String run) {
    int suffix = knownSuffix(run);
    return suffix > 0 && run.length() - suffix == 0 ? run.length() : 1;
  }

  private Expr function(String run, int prefix) {
    cursor.takePrefix(prefix);
    String name = run.substring(0, prefix);
    return FunctionNames.function(name)
        .map(commands::function)
        .orElseGet(() -> commands.named(FunctionNames.symbol(name).orElseThrow()));
  }

  /**
   * The length of the name that {@code run} starts with, as in {@code sinx} or {@code pir}; 0 for
   * none.
   */
  private static int knownPrefix(String run) {
    for (int n = run.length() - 1; n >= 2 && n >= run.length() - 2; n--) {
      String prefix = run.substring(0, n);
      boolean long3 = n >= 3 && FunctionNames.function(prefix).isPresent();
      if (long3 || prefix.equals("pi") || prefix.equals("ln")) {
        return n;
      }
    }
    return 0;
  }

  /**
   * The length of the name that {@code run} ends with, as in {@code xsqrt} or {@code nsin}; 0 for
   * none.
   */
  private static int knownSuffix(String run) {
    for (int n = run.length() - 1; n >= 2; n--) {
      String suffix = run.substring(run.length() - n);
      boolean name = suffix.equals("pi") || (n >= 3 && FunctionNames.function(suffix).isPresent());
      if (name && run.length() - n <= 2) {
        return n;
      }
    }
    return 0;
  }

  /** One letter: i and e are the constants; it may carry a subscript, primes and an argument. */
  Expr letter(String name) {
    if (!cursor.peek().isMark("_")) {
      if (name.equals("i")) {
        return Constant.I;
      }
      if (name.equals("e")) {
        return Constant.E;
      }
    }
    return symbol(name);
  }

  /** A symbol with what belongs to its name. */
  Expr symbol(String name) {
    String full = name;
    if (cursor.takeMark("_")) {
      full += "_" + numbers.subscript();
    }
    while (cursor.takeMark("'")) {
      full += "'";
    }
    return cursor.peek().isMark("(") ? applied(full) : new Symbol(full);
  }

  /** {@code f(x)} and {@code I(0)} are applications, {@code a(b+1)} is a product. */
  private Expr applied(String name) {
    boolean number = cursor.peek(1).kind() == Token.Kind.NUMBER && cursor.peek(2).isMark(")");
    if (!number && !FUNCTION_LETTERS.contains(name)) {
      return new Symbol(name);
    }
    cursor.next();
    int outer = hideBars();
    List<Expr> arguments = parser.items();
    terms.bars(outer);
    cursor.expectMark(")");
    return new Call("apply " + name, arguments);
  }

  private Expr text() {
    String text = cursor.peek().text().replace("~", " ").strip();
    Optional<String> function = FunctionNames.function(text);
    if (function.isPresent()) {
      cursor.next();
      return commands.function(function.get());
    }
    if (Set.of("e", "i", "d", "j").contains(text)) {
      cursor.next();
      return letter(text);
    }
    if (text.matches("[A-Z]") && cursor.peek(1).isMark("_")) {
      cursor.next();
      return letter(text);
    }
    if (text.matches("-?[\\d.,/]+%?")) {
      cursor.next();
      return Parser.parse(text);
    }
    return phrase();
  }

  /** Words up to whatever is none. */
  private Words phrase() {
    var words = new StringBuilder();
    while (isWord(cursor.peek())) {
      Token token = cursor.next();
      words
          .append(token.spaced() || token.kind() == Token.Kind.TEXT ? " " : "")
          .append(token.text());
      if (cursor.peek().isMark("-")
          && cursor.peek(1).kind() == Token.Kind.LETTERS
          && !cursor.peek().spaced()) {
        words.append(cursor.next().text());
      }
    }
    return WordReader.words(words.toString());
  }

  private static boolean isWord(Token token) {
    boolean wordy = token.kind() == Token.Kind.LETTERS || token.kind() == Token.Kind.TEXT;
    return wordy && WordReader.connective(token).isEmpty();
  }

  /** The number that {@code digits} write. */
  static Num literal(String digits) {
    return NumberParser.literal(digits);
  }
}
