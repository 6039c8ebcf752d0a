package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.NamedSet;
import io.github.alpharl.grade.expression.Expr.Num;
import io.github.alpharl.grade.expression.Expr.Quantity;
import io.github.alpharl.grade.expression.Expr.Symbol;
import io.github.alpharl.grade.expression.Expr.Words;
import io.github.alpharl.grade.expression.FunctionNames;
import io.github.alpharl.grade.expression.NotUnderstood;
import io.github.alpharl.grade.expression.Unit;
import java.util.Optional;
import java.util.Set;

/** Numbers, letters, words and everything in brackets. */
final class PrimaryParser {

  private final Cursor cursor;
  private final TermParser terms;
  private final NumberParser numbers;
  private final CommandParser commands;
  private final BracketParser brackets;
  private final NameParser names;

  PrimaryParser(Cursor cursor, Parser parser, TermParser terms) {
    this.cursor = cursor;
    this.terms = terms;
    this.numbers = new NumberParser(cursor);
    this.brackets = new BracketParser(cursor, parser, terms);
    this.commands = new CommandParser(cursor, parser, terms, this);
    this.names = new NameParser(cursor, parser, terms, commands, this);
  }

  BracketParser brackets() {
    return brackets;
  }

  /** {@link NameParser#letter}. */
  Expr letter(String name) {
    return names.letter(name);
  }

  /** {@link NameParser#symbol}. */
  Expr symbol(String name) {
    return names.symbol(name);
  }

  Expr primary() {
    cursor.enter();
    Token token = cursor.peek();
    Expr e =
        switch (token.kind()) {
          case NUMBER -> numbers.number();
          case LETTERS -> names.letters();
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
      case "(" -> brackets.brackets(true);
      case "[" -> brackets.brackets(false);
      case "]" -> brackets.brackets(true);
      case "{" -> brackets.braces();
      case "|" -> brackets.absolute("|");
      case "<" -> brackets.angle();
      case "$" -> money("$");
      case "€", "£", "¥", "₹" -> money(mark);
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

  private Expr text() {
    String text = cursor.peek().text().replace("~", " ").strip();
    Optional<String> function = FunctionNames.function(text);
    if (function.isPresent()) {
      cursor.next();
      return commands.function(function.get());
    }
    if (Set.of("e", "i", "d", "j").contains(text)) {
      cursor.next();
      return names.letter(text);
    }
    if (text.matches("[A-Z]") && cursor.peek(1).isMark("_")) {
      cursor.next();
      return names.letter(text);
    }
    if (text.matches("-?[\\d.,/]+%?")) {
      cursor.next();
      return Parser.parse(text);
    }
    return phrase();
  }

  /** Words up to whatever is none. */
  Words phrase() {
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
