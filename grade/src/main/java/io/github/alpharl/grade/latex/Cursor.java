package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a list of tokens, with a count of the nesting. */
final class Cursor {

  private final List<Token> tokens;
  private int at;
  private int depth;

  Cursor(List<Token> tokens) {
    this.tokens = new ArrayList<>(tokens);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(at + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Token.Kind.END) {
      at++;
    }
    return token;
  }

  /** Takes {@code mark} if it is next. */
  boolean takeMark(String mark) {
    boolean found = peek().isMark(mark);
    at += found ? 1 : 0;
    return found;
  }

  /** Takes {@code command} if it is next. */
  boolean takeCommand(String command) {
    boolean found = peek().isCommand(command);
    at += found ? 1 : 0;
    return found;
  }

  void expectMark(String mark) {
    if (!takeMark(mark)) {
      throw new NotUnderstood("expected " + mark + " and found '" + peek().text() + "'");
    }
  }

  void expectCommand(String command) {
    if (!takeCommand(command)) {
      throw new NotUnderstood("expected \\" + command + " and found '" + peek().text() + "'");
    }
  }

  /** Takes the first {@code n} characters of the next token; the rest stays as a token. */
  String takePrefix(int n) {
    Token token = next();
    if (token.text().length() > n) {
      at--;
      tokens.set(at, new Token(token.kind(), token.text().substring(n), false, token.vector()));
    }
    return token.text().substring(0, Math.min(n, token.text().length()));
  }

  /**
   * The texts of all tokens up to the brace that closes the one just taken, that brace taken too.
   */
  String takeRawGroup() {
    var raw = new StringBuilder();
    int open = 1;
    while (peek().kind() != Token.Kind.END) {
      Token token = next();
      open += token.isMark("{") ? 1 : token.isMark("}") ? -1 : 0;
      if (open == 0) {
        return raw.toString();
      }
      raw.append(token.text().strip());
    }
    throw new NotUnderstood("an open brace");
  }

  /** Drops what {@code prefix} matches at the start of a token of words. */
  void dropPrefix(Pattern prefix) {
    Token token = peek();
    boolean wordy = token.kind() == Token.Kind.TEXT || token.kind() == Token.Kind.LETTERS;
    Matcher start = prefix.matcher(token.text());
    if (!wordy || !start.lookingAt()) {
      return;
    }
    String rest = token.text().substring(start.end());
    if (rest.isBlank()) {
      at++;
    } else {
      tokens.set(at, new Token(token.kind(), rest, token.spaced()));
    }
  }

  /** The tokens from here up to {@code end}, as a text of their own. */
  Cursor slice(int end) {
    var part = new ArrayList<>(tokens.subList(at, end));
    part.add(new Token(Token.Kind.END, "", false));
    var slice = new Cursor(part);
    slice.depth = depth;
    return slice;
  }

  /** The text of a braced group, or one character. */
  String takeRawArgument() {
    return takeMark("{") ? takeRawGroup() : takePrefix(1);
  }

  /** Whether the token just taken is the first, or the first after a comma. */
  boolean startsStatement() {
    return at == 1 || (at > 1 && tokens.get(at - 2).isMark(","));
  }

  int position() {
    return at;
  }

  void back(int position) {
    at = position;
  }

  /** One level deeper. */
  void enter() {
    if (++depth > Bounds.DEPTH) {
      throw new NotUnderstood("nested deeper than " + Bounds.DEPTH);
    }
  }

  void leave() {
    depth--;
  }
}
