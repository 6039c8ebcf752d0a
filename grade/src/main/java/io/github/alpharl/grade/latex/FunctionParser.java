package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.FunctionNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Functions with their powers, bases and arguments. */
final class FunctionParser {

  private static final Map<String, String> INVERSES =
      Map.of(
          "sin", "arcsin", "cos", "arccos", "tan", "arctan", "cot", "arccot", "sec", "arcsec",
          "csc", "arccsc", "sinh", "arsinh", "cosh", "arcosh", "tanh", "artanh");

  private final Cursor cursor;
  private final Parser parser;
  private final TermParser terms;
  private final CommandParser commands;

  FunctionParser(Cursor cursor, Parser parser, TermParser terms, CommandParser commands) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
    this.commands = commands;
  }

  /** A function with its power, base and argument. */
  Expr function(String name) {
    if (name.equals("sqrt")) {
      return root();
    }
    Optional<Expr> base =
        cursor.takeMark("_") ? Optional.of(commands.argument()) : Optional.empty();
    Optional<Expr> power =
        cursor.takeMark("^") ? Optional.of(commands.argument()) : Optional.empty();
    if (base.isEmpty() && cursor.takeMark("_")) {
      base = Optional.of(commands.argument());
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
      int outer = terms.hideBars();
      List<Expr> items = parser.items();
      terms.bars(outer);
      cursor.expectMark(")");
      return items;
    }
    Optional<List<Expr>> braced = bracedArguments();
    if (braced.isPresent()) {
      return braced.get();
    }
    Expr product = terms.factor();
    while (continuesArgument()) {
      product = Expr.times(product, terms.factor());
    }
    return List.of(product);
  }

  /** {@code \ln{(3)}}: a power behind it is one of the function. */
  private Optional<List<Expr>> bracedArguments() {
    if (!cursor.peek().isMark("{") || !cursor.peek(1).isMark("(") || !closesBoth()) {
      return Optional.empty();
    }
    cursor.next();
    cursor.next();
    int outer = terms.hideBars();
    List<Expr> items = parser.items();
    terms.bars(outer);
    cursor.expectMark(")");
    cursor.expectMark("}");
    return Optional.of(items);
  }

  /** Whether the bracket after the next brace and that brace close together. */
  private boolean closesBoth() {
    int depth = 0;
    for (int i = 1; cursor.peek(i).kind() != Token.Kind.END; i++) {
      depth += Statements.Brackets.change(cursor.peek(i));
      if (depth == 0) {
        return cursor.peek(i).isMark(")") && cursor.peek(i + 1).isMark("}");
      }
    }
    return false;
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
    Expr inside = number ? NumberParser.literal(cursor.next().text()) : commands.argument();
    return Call.of("root", inside, index);
  }
}
