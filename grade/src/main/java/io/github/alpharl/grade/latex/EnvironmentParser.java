package io.github.alpharl.grade.latex;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Call;
import io.github.alpharl.grade.expression.Expr.Group;
import io.github.alpharl.grade.expression.Expr.Holder;
import io.github.alpharl.grade.expression.Expr.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Matrices, cases and systems between \begin and \end. */
final class EnvironmentParser {

  /** {@code \text{if } x > 0}, {@code \text{for } n}. */
  private static final Pattern CONDITION =
      Pattern.compile("(?i)\\s*(?:if|for|when|where|provided|provided that|as)\\b:?\\s*");

  private final Cursor cursor;
  private final Parser parser;
  private final TermParser terms;

  EnvironmentParser(Cursor cursor, Parser parser, TermParser terms) {
    this.cursor = cursor;
    this.parser = parser;
    this.terms = terms;
  }

  Expr environment(String name) {
    if (name.startsWith("array") && cursor.takeMark("{")) {
      cursor.takeRawGroup();
    }
    int outer = terms.hideBars();
    var rows = new ArrayList<List<Expr>>();
    while (!cursor.peek().isCommand("end")) {
      rows.add(row(name.endsWith("cases")));
      if (!cursor.takeCommand("\\")) {
        break;
      }
      while (cursor.takeCommand("hline")) {
        // A rule between rows says nothing.
      }
    }
    cursor.expectCommand("end");
    cursor.takeRawArgument();
    terms.bars(outer);
    return environment(name, rows);
  }

  private static Expr environment(String name, List<List<Expr>> rows) {
    if (name.endsWith("cases") && rows.stream().allMatch(r -> r.size() == 2)) {
      return piecewise(rows);
    }
    return switch (name) {
      case "vmatrix" -> Call.of("det", new Matrix(rows));
      case "cases", "dcases", "rcases", "aligned", "align", "align*", "gathered", "split" ->
          new Group(Holder.AND, rows.stream().flatMap(List::stream).toList());
      default -> new Matrix(rows);
    };
  }

  /** Rows of a value and its condition. */
  static Expr piecewise(List<List<Expr>> rows) {
    return new Expr.Piecewise(rows.stream().map(r -> new Expr.Piece(r.get(0), r.get(1))).toList());
  }

  private List<Expr> row(boolean cases) {
    var cells = new ArrayList<Expr>();
    cells.add(parser.relation());
    cursor.takeMark(",");
    while (cursor.takeMark("&")) {
      if (cases) {
        cursor.dropPrefix(CONDITION);
      }
      List<Expr> parts = parser.items();
      cells.add(parts.size() == 1 ? parts.getFirst() : new Group(Holder.AND, parts));
    }
    cursor.takeMark(",");
    cursor.takeMark(".");
    cursor.takeMark(";");
    return cells;
  }
}
