package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Power;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.Unit;
import java.util.List;
import java.util.Optional;

/** A primary with its powers, factorials, percent and degree signs. */
final class FactorParser {

  private final Cursor cursor;
  private final PrimaryParser primaries;

  FactorParser(Cursor cursor, PrimaryParser primaries) {
    this.cursor = cursor;
    this.primaries = primaries;
  }

  /** primary postfix*. */
  Expr factor() {
    cursor.enter();
    Expr e = primaries.primary();
    int entered = 1;
    for (Optional<Expr> longer = postfix(e); longer.isPresent(); longer = postfix(e)) {
      e = longer.get();
      cursor.enter(); // each mark nests the tree, which later steps walk down
      entered++;
    }
    for (int i = 0; i < entered; i++) {
      cursor.leave();
    }
    return e;
  }

  private Optional<Expr> postfix(Expr e) {
    if (cursor.takeMark("^")) {
      return Optional.of(raise(e));
    }
    if (cursor.takeMark("!")) {
      return Optional.of(Call.of("factorial", e));
    }
    if (cursor.takeMark("%")) {
      return Optional.of(new Quantity(e, Unit.PERCENT));
    }
    if (cursor.takeCommand("money")) {
      return Optional.of(new Quantity(e, Unit.of("$")));
    }
    for (String sign : List.of("€", "£", "¥", "₹")) {
      if (cursor.takeMark(sign)) {
        return Optional.of(new Quantity(e, Unit.of(sign)));
      }
    }
    if ((cursor.peek().isCommand("circ") && !(e instanceof Symbol))
        || cursor.peek().isCommand("degree")) {
      cursor.next();
      return Optional.of(new Quantity(e, Unit.DEGREE));
    }
    return Optional.empty();
  }

  private Expr raise(Expr base) {
    int start = cursor.position();
    boolean braces = cursor.takeMark("{");
    boolean degree = cursor.takeCommand("circ") || cursor.takeCommand("degree");
    if (degree && (!braces || cursor.takeMark("}"))) {
      return new Quantity(base, Unit.DEGREE);
    }
    cursor.back(start);
    if (base instanceof Symbol s && cursor.peek(braces ? 1 : 0).isCommand("prime")) {
      return new Symbol(s.name() + primes(braces));
    }
    cursor.back(start);
    Expr exponent = exponent();
    if (base instanceof Symbol s && !s.name().contains("_") && cursor.peek().isMark("_")) {
      return new Power(primaries.symbol(s.name()), exponent);
    }
    boolean inverse =
        base instanceof Symbol && exponent.equals(Num.of(-1)) && cursor.peek().isMark("(");
    return inverse ? inverse((Symbol) base) : new Power(base, exponent);
  }

  /** {@code f^{-1}(x)} is a function, {@code x^{-1}(y+1)} a product. */
  private Expr inverse(Symbol function) {
    return NameParser.FUNCTION_LETTERS.contains(function.name())
        ? primaries.symbol(function.name() + "^-1")
        : new Power(function, Num.of(-1));
  }

  /** The primes of {@code ^{\prime\prime}}. */
  private String primes(boolean braces) {
    if (braces) {
      cursor.takeMark("{");
    }
    var primes = new StringBuilder();
    while (cursor.takeCommand("prime")) {
      primes.append('\'');
    }
    if (braces) {
      cursor.expectMark("}");
    }
    return primes.toString();
  }

  private Expr exponent() {
    if (cursor.takeMark("-")) {
      return Expr.negate(exponent());
    }
    if (cursor.takeMark("+") || cursor.peek().isMark("(")) {
      return primaries.primary();
    }
    if (cursor.peek().kind() == Token.Kind.LETTERS) {
      return primaries.letter(cursor.takePrefix(1));
    }
    if (cursor.peek().kind() == Token.Kind.NUMBER && cursor.peek(1).isMark("_")) {
      return NumberParser.literal(cursor.next().text()); // v^2_0 is the square of v_0
    }
    Expr e = primaries.primary();
    return cursor.takeMark("^") ? new Power(e, exponent()) : e;
  }
}
