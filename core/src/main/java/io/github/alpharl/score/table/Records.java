package io.github.alpharl.score.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits separated values into records (RFC 4180): a cell may stand in quotes, and then holds
 * separators, line ends and doubled quotes. Cells outside quotes are stripped, lines without any
 * text skipped.
 */
final class Records {

  /**
   * One record.
   *
   * @param line where it begins, counted from 1
   * @param cells of it
   * @param ended with a line end or in the middle of the file
   * @param openQuote a quote was opened and not closed
   */
  record Row(int line, List<String> cells, boolean ended, boolean openQuote) {}

  private static final int END = -1;

  private final Reader in;
  private final char separator;
  private int line = 1;
  private int next;
  private boolean openQuote;

  Records(Reader in, char separator) throws IOException {
    this.in = in instanceof BufferedReader ? in : new BufferedReader(in);
    this.separator = separator;
    this.next = this.in.read();
  }

  /** The next record that has text. */
  Optional<Row> next() throws IOException {
    while (next != END) {
      int begin = line;
      List<String> cells = new ArrayList<>();
      do {
        cells.add(cell());
      } while (takeSeparator());
      boolean ended = takeLineEnd();
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        return Optional.of(new Row(begin, cells, ended, openQuote));
      }
    }
    return Optional.empty();
  }

  private String cell() throws IOException {
    StringBuilder text = new StringBuilder();
    while (next != END && next != separator && !isLineEnd()) {
      if (next == '"' && isBlank(text)) {
        text.setLength(0);
        quoted(text);
        return afterQuote(text);
      }
      text.append((char) next);
      next = in.read();
    }
    return text.toString().strip();
  }

  private void quoted(StringBuilder text) throws IOException {
    next = in.read();
    while (next != END) {
      if (next == '"') {
        next = in.read();
        if (next != '"') {
          return;
        }
      } else if (next == '\n') {
        line++;
      }
      text.append((char) next);
      next = in.read();
    }
    openQuote = true;
  }

  /** Only white space may follow a closing quote; with other text the quotes are part of it. */
  private String afterQuote(StringBuilder quoted) throws IOException {
    StringBuilder rest = new StringBuilder();
    while (next != END && next != separator && !isLineEnd()) {
      rest.append((char) next);
      next = in.read();
    }
    return isBlank(rest) ? quoted.toString().strip() : "\"" + quoted + "\"" + rest;
  }

  private boolean takeSeparator() throws IOException {
    if (next != separator) {
      return false;
    }
    next = in.read();
    return true;
  }

  private boolean takeLineEnd() throws IOException {
    if (next == END) {
      return false;
    }
    line++;
    boolean carriage = next == '\r';
    next = in.read();
    if (carriage && next == '\n') {
      next = in.read();
    }
    return true;
  }

  private boolean isLineEnd() {
    return next == '\n' || next == '\r';
  }

  private static boolean isBlank(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isWhitespace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }
}
