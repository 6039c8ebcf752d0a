package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Calculus;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Chain;
import io.github.alpharl.grade.expression.Expr.Constant;
import io.github.alpharl.grade.expression.Expr.Relation;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.NotUnderstood;
import io.github.alpharl.grade.expression.Substitution;
import java.util.List;
import java.util.Optional;

/** Sums, products, integrals and limits with their bounds. */
final class CalculusParser {

  private final Cursor cursor;
  private final Parser parser;
  private final TermParser terms;
  private final CommandParser commands;
  private final PrimaryParser primaries;

  CalculusParser(
      Cursor cursor,
      Parser parser,
      TermParser terms,
      CommandParser commands,
      PrimaryParser primaries) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
    this.commands = commands;
    this.primaries = primaries;
  }

  /** {@code \sum_{k=1}^n k^2}: the body is the term that follows. */
  Expr repeated(String name) {
    int start = cursor.position();
    Optional<Chain> bound = bound(Relation.EQUAL);
    if (bound.isEmpty() || !cursor.takeMark("^")) {
      cursor.back(start);
      return primaries.symbol(name);
    }
    Expr to = commands.argument();
    return bound(name, body(), bound.get(), to);
  }

  /** {@code \lim_{x\to a} f}. */
  Expr limit() {
    Chain bound =
        bound(Relation.TO).orElseThrow(() -> new NotUnderstood("a limit without its point"));
    return bound(Calculus.LIMIT, body(), bound);
  }

  private Expr body() {
    int outer = terms.hideBars();
    Expr body = terms.term();
    terms.bars(outer);
    return body;
  }

  private Optional<Chain> bound(Relation relation) {
    if (!cursor.takeMark("_") || !cursor.takeMark("{")) {
      return Optional.empty();
    }
    Expr bound = parser.relation();
    boolean known =
        cursor.takeMark("}")
            && bound instanceof Chain c
            && c.relations().equals(List.of(relation))
            && (c.sides().getFirst() instanceof Symbol || c.sides().getFirst() == Constant.I);
    return known ? Optional.of((Chain) bound) : Optional.empty();
  }

  /** The i of a sum over i is no imaginary unit. */
  private static Expr bound(String name, Expr body, Chain bound, Expr... ends) {
    boolean imaginary = bound.sides().getFirst() == Constant.I;
    Expr variable = imaginary ? new Symbol("i") : bound.sides().getFirst();
    var arguments = new java.util.ArrayList<Expr>();
    arguments.add(imaginary ? Substitution.of(Constant.I, variable).in(body) : body);
    arguments.add(variable);
    arguments.add(bound.last());
    arguments.addAll(List.of(ends));
    return new Call(name, arguments);
  }

  /** {@code \int_a^b f\,dx}; one without bounds stays a symbol. */
  Expr integral() {
    if (!cursor.peek().isMark("_")) {
      return primaries.symbol(Calculus.INTEGRAL);
    }
    cursor.next();
    Expr from = signed();
    cursor.expectMark("^");
    Expr to = signed();
    int end = differential();
    Cursor inner = cursor.slice(end);
    var body = new Parser(inner);
    Expr integrand = body.sum();
    if (inner.peek().kind() != Token.Kind.END) {
      throw new NotUnderstood("an integrand");
    }
    cursor.back(end);
    Expr variable = variable();
    return Call.of(Calculus.INTEGRAL, integrand, variable, from, to);
  }

  private Expr signed() {
    return cursor.takeMark("-") ? Expr.negate(commands.argument()) : commands.argument();
  }

  private Expr variable() {
    Token d = cursor.next();
    return d.text().length() == 2
        ? new Symbol(d.text().substring(1))
        : new Symbol(cursor.next().text());
  }

  /** The place of the {@code dx} that ends the integrand. */
  private int differential() {
    int depth = 0;
    for (int ahead = 0; cursor.peek(ahead).kind() != Token.Kind.END; ahead++) {
      Token token = cursor.peek(ahead);
      boolean letters = token.kind() == Token.Kind.LETTERS || token.kind() == Token.Kind.TEXT;
      boolean whole = letters && token.text().matches("d[a-z]");
      boolean split =
          letters && token.text().equals("d") && cursor.peek(ahead + 1).kind() != Token.Kind.END;
      if (depth == 0 && ahead > 0 && (whole || split)) {
        return cursor.position() + ahead;
      }
      depth += Statements.Brackets.change(token);
    }
    throw new NotUnderstood("an integral without its variable");
  }
}
