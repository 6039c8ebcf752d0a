package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.FunctionNames;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Letters: functions, symbols with subscripts and arguments, words. */
final class NameParser {

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
  private final PrimaryParser primaries;

  NameParser(
      Cursor cursor,
      Parser parser,
      TermParser terms,
      CommandParser commands,
      PrimaryParser primaries) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
    this.numbers = new NumberParser(cursor);
    this.commands = commands;
    this.primaries = primaries;
  }

  Expr letters() {
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
        ? primaries.phrase()
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

  /** Whether {@code (x) =} or {@code (x, y) =} is next, at the start of a statement. */
  private boolean isDefinition() {
    int at = 1;
    while (cursor.peek(at).kind() == Token.Kind.LETTERS && cursor.peek(at + 1).isMark(",")) {
      at += 2;
    }
    return cursor.startsStatement()
        && cursor.peek(at).kind() == Token.Kind.LETTERS
        && cursor.peek(at).text().length() == 1
        && cursor.peek(at + 1).isMark(")")
        && cursor.peek(at + 2).isMark("=");
  }

  /** {@code f(x)} and {@code I(0)} are applications, {@code a(b+1)} is a product. */
  private Expr applied(String name) {
    boolean number = cursor.peek(1).kind() == Token.Kind.NUMBER && cursor.peek(2).isMark(")");
    if (!number && !FUNCTION_LETTERS.contains(name) && !isDefinition()) {
      return new Symbol(name);
    }
    cursor.next();
    int outer = terms.hideBars();
    List<Expr> arguments = parser.items();
    terms.bars(outer);
    cursor.expectMark(")");
    Optional<Expr> gamma =
        name.equals("Gamma") && arguments.size() == 1
            ? GammaFunction.value(arguments.getFirst())
            : Optional.empty();
    return gamma.orElseGet(() -> new Call("apply " + name, arguments));
  }
}
