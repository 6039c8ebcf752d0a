package io.github.alpharl.grade.latex;

import java.util.ArrayList;
import java.util.List;

/** Several statements with nothing but wide space between them: {@code x=1 \quad y=2}. */
final class Statements {

  private static final Token COMMA = new Token(Token.Kind.MARK, ",", true);

  private Statements() {}

  /**
   * The tokens with a comma at each wide space, a place of {@code wide}, that has a relation on
   * both sides. So has a plain blank in {@code x=1 y=2}: a number, a letter and its own equals.
   */
  static List<Token> separated(List<Token> tokens, List<Integer> wide) {
    var out = new ArrayList<Token>();
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean splits = depth == 0 && (wide.contains(i) || startsStatement(tokens, i));
      boolean statements = splits && related(tokens, i - 1, -1) && related(tokens, i, 1);
      if (statements || (depth == 0 && wide.contains(i) && betweenTuples(tokens, i))) {
        out.add(COMMA);
      }
      depth += Brackets.change(tokens.get(i));
      out.add(tokens.get(i));
    }
    return out;
  }

  /** {@code (1,2) \quad (3,4)}. */
  private static boolean betweenTuples(List<Token> tokens, int i) {
    if (i == 0 || !tokens.get(i - 1).isMark(")") || !tokens.get(i).isMark("(")) {
      return false;
    }
    int depth = 0;
    for (int k = i - 1; k >= 0 && !(depth == 1 && tokens.get(k).isMark("(")); k--) {
      depth -= Brackets.change(tokens.get(k));
      if (depth == 1 && tokens.get(k).isMark(",")) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a relation between {@code from} and the next separator that way. */
  private static boolean related(List<Token> tokens, int from, int step) {
    int depth = 0;
    for (int i = from; i >= 0 && i < tokens.size(); i += step) {
      Token token = tokens.get(i);
      boolean outside = depth == 0;
      if (outside && (separates(token) || Brackets.change(token) == -step)) {
        return false;
      }
      if (outside && Relations.of(token).isPresent()) {
        return true;
      }
      depth += Brackets.change(token) * step;
    }
    return false;
  }

  private static boolean separates(Token token) {
    return token.isMark(",")
        || token.isMark(";")
        || token.isMark("&")
        || token.isCommand("\\")
        || token.isCommand("begin")
        || token.isCommand("end")
        || WordReader.connective(token).isPresent();
  }

  /** The y of {@code x=1 y=2}. */
  private static boolean startsStatement(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    return i > 0
        && token.spaced()
        && token.kind() == Token.Kind.LETTERS
        && token.text().length() == 1
        && tokens.get(i - 1).kind() == Token.Kind.NUMBER
        && i + 1 < tokens.size()
        && tokens.get(i + 1).isMark("=");
  }

  /** How brackets nest. */
  static final class Brackets {

    private Brackets() {}

    /** 1 where {@code token} opens a bracket, -1 where it closes one. */
    static int change(Token token) {
      boolean opens = token.isMark("(") || token.isMark("{") || token.isCommand("{");
      boolean closes = token.isMark(")") || token.isMark("}") || token.isCommand("}");
      return opens ? 1 : closes ? -1 : 0;
    }
  }
}
