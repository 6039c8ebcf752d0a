package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Bounds;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a cleaned answer into tokens. Spacing commands and sizes vanish here. */
final class Lexer {

  private static final Pattern NUMBER =
      Pattern.compile("(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,9}(?![\\d.]))?");
  private static final Pattern THOUSANDS =
      Pattern.compile("\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?![\\d]|,\\d)");
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");

  /** Commands whose braces hold words. */
  private static final Set<String> TEXT =
      Set.of(
          "text",
          "mbox",
          "textbf",
          "textit",
          "textrm",
          "textnormal",
          "texttt",
          "hbox",
          "mathrm",
          "operatorname",
          "rm",
          "textsf",
          "unit");

  /** Commands that change the look alone. */
  private static final Set<String> LOOK =
      Set.of(
          "left",
          "right",
          "big",
          "Big",
          "bigg",
          "Bigg",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "biggl",
          "biggr",
          "middle",
          "limits",
          "nolimits",
          "quad",
          "qquad",
          "mathbf",
          "boldsymbol",
          "mathit",
          "mathsf",
          "bf",
          "it",
          "vec",
          "hspace",
          "boxed",
          "fbox",
          "mathord",
          "displaystyle",
          "textstyle",
          "scriptstyle",
          "hfill",
          "noindent",
          "mathopen",
          "mathclose",
          "ensuremath",
          "thinspace",
          "space",
          "medspace",
          "negthinspace",
          "enspace",
          "nonumber",
          "large",
          "Large",
          "small",
          "bold",
          "mathstrut",
          "strut");

  /** Commands that make vectors of letters. */
  private static final Set<String> VECTOR = Set.of("mathbf", "boldsymbol", "bf", "bold", "vec");

  /** {@code {AB}} after {@code \\vec}. */
  private static final Pattern SEGMENT = Pattern.compile("\\s?\\{\\s?[A-Z]{2}\\s?\\}");

  private final String text;
  private final List<Integer> wide = new ArrayList<>();
  private boolean vector;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int depth;
  private boolean spaced;

  private Lexer(String text) {
    this.text = text;
  }

  /**
   * The tokens of {@code text}, an END token last.
   *
   * @throws NotUnderstood beyond {@link Bounds#TOKENS}
   */
  static List<Token> tokens(String text) {
    return new Lexer(text).run();
  }

  private List<Token> run() {
    while (at < text.length()) {
      step();
      if (tokens.size() > Bounds.TOKENS) {
        throw new NotUnderstood("more than " + Bounds.TOKENS + " tokens");
      }
    }
    add(Token.Kind.END, "");
    return Statements.separated(tokens, wide);
  }

  private void step() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c) || c == '~') {
      spaced = true;
      at++;
    } else if (c == '\\') {
      command();
    } else if (Character.isDigit(c) || (c == '.' && startsNumber())) {
      number();
    } else if (c < 128 && Character.isLetter(c)) {
      letters();
    } else {
      mark(c);
    }
  }

  private boolean startsNumber() {
    return at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
  }

  private void number() {
    Matcher thousands = THOUSANDS.matcher(text).region(at, text.length());
    thousands.useTransparentBounds(true);
    if (depth == 0 && thousands.lookingAt()) {
      String digits = thousands.group().replace(",", "");
      at = thousands.end();
      add(Token.Kind.NUMBER, digits);
      return;
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    number.useTransparentBounds(true);
    if (!number.lookingAt()) {
      throw new NotUnderstood("a number at character " + at);
    }
    at = number.end();
    add(Token.Kind.NUMBER, number.group());
  }

  private void letters() {
    Matcher run = LETTERS.matcher(text).region(at, text.length());
    if (run.lookingAt()) {
      at = run.end();
      add(Token.Kind.LETTERS, run.group());
    }
  }

  private void command() {
    Matcher name = LETTERS.matcher(text).region(Math.min(at + 1, text.length()), text.length());
    if (name.lookingAt()) {
      at = name.end();
      named(name.group());
    } else {
      symbolCommand();
    }
  }

  /**
   * A backslash with one character: braces stay, a double backslash ends a row, the rest is
   * spacing.
   */
  private void symbolCommand() {
    char c = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    at = Math.min(at + 2, text.length());
    switch (c) {
      case '{', '}' -> {
        depth += c == '{' ? 1 : -1;
        add(Token.Kind.COMMAND, String.valueOf(c));
      }
      case '\\' -> add(Token.Kind.COMMAND, "\\");
      case '|' -> add(Token.Kind.MARK, "|");
      case '_', '&' -> add(Token.Kind.MARK, String.valueOf(c));
      case ' ' -> {
        wide.add(tokens.size());
        spaced = true;
      }
      default -> spaced = true;
    }
  }

  private void named(String name) {
    if (name.equals("newline")) {
      add(Token.Kind.COMMAND, "\\");
    } else if (TEXT.contains(name)) {
      words(name);
    } else if (!LOOK.contains(name) && !name.endsWith("phantom")) {
      add(Token.Kind.COMMAND, name);
    } else if (name.endsWith("quad") || name.equals("enspace")) {
      wide.add(tokens.size());
    } else if (name.equals("hspace") || name.endsWith("phantom")) {
      wide.add(tokens.size());
      skipArgument();
    } else if (VECTOR.contains(name)) {
      vector(name);
    } else if ((name.equals("left") || name.equals("right"))
        && at < text.length()
        && text.charAt(at) == '.') {
      at++;
    }
  }

  /** An arrow over two letters is one vector, a bold or arrowed letter another. */
  private void vector(String name) {
    if (name.equals("vec") && SEGMENT.matcher(text).region(at, text.length()).lookingAt()) {
      add(Token.Kind.COMMAND, "overrightarrow");
    } else {
      vector = true;
    }
  }

  private void skipArgument() {
    int open = at < text.length() && text.charAt(at) == '*' ? at + 1 : at;
    int close = open < text.length() && text.charAt(open) == '{' ? Braces.close(text, open) : -1;
    at = close < 0 ? at : close + 1;
  }

  private void words(String name) {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '*')) {
      at++;
    }
    if (at >= text.length() || text.charAt(at) != '{') {
      return;
    }
    int close = Braces.close(text, at);
    if (close < 0) {
      throw new NotUnderstood("an open brace after \\" + name);
    }
    String content = text.substring(at + 1, close);
    at = close + 1;
    add(Token.Kind.TEXT, content);
  }

  private void mark(char c) {
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    for (String two : new String[] {"<=", ">=", "!=", "==", "->", "=>"}) {
      if (text.startsWith(two, at) && !(two.equals("!=") && factorial())) {
        at += 2;
        add(Token.Kind.MARK, two.equals("==") ? "=" : two);
        return;
      }
    }
    at++;
    add(Token.Kind.MARK, String.valueOf(c));
  }

  /** In {@code 5!=120} the mark belongs to the number. */
  private boolean factorial() {
    return at > 0 && (Character.isDigit(text.charAt(at - 1)) || text.charAt(at - 1) == ')');
  }

  private void add(Token.Kind kind, String content) {
    tokens.add(new Token(kind, content, spaced, vector && kind == Token.Kind.LETTERS));
    vector &= kind == Token.Kind.MARK && content.equals("{");
    spaced = false;
  }
}
