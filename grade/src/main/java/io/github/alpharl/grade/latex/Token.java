package io.github.alpharl.grade.latex;

/**
 * One lexical piece of an answer; {@code spaced} tells whether a blank stood before it, {@code
 * vector} whether a letter is bold or under an arrow.
 */
record Token(Kind kind, String text, boolean spaced, boolean vector) {

  Token(Kind kind, String text, boolean spaced) {
    this(kind, text, spaced, false);
  }

  /** What a token is. */
  enum Kind {
    /** A number as written. */
    NUMBER,
    /** A run of plain letters. */
    LETTERS,
    /** A LaTeX command, without its backslash. */
    COMMAND,
    /** The content of \text{…} and its kin. */
    TEXT,
    /** Any other character, or an operator of several. */
    MARK,
    END
  }

  boolean isMark(String mark) {
    return kind == Kind.MARK && text.equals(mark);
  }

  boolean isCommand(String name) {
    return kind == Kind.COMMAND && text.equals(name);
  }
}
