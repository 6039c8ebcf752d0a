package io.github.alpharl.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A plain-text table: the first column left-aligned, all others right-aligned. */
public final class Table {

  private static final int TERMINAL = 80;
  private static final String LAYERS = "model.layers.";
  private static final String SHORT = "…";

  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column titles. */
  public Table(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row; numbers that are not integers should come through {@link #number}. */
  public Table row(Object... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + rows.getFirst().size());
    }
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  /** {@code value} with {@code digits} decimals, or a dash where it is not a number. */
  public static String number(double value, int digits) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** {@code value} with three significant digits, or a dash where it is not a number. */
  public static String significant(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3g", value);
  }

  /** A share of one as per cent with one decimal. */
  public static String percent(double share) {
    return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Titles, then rows. */
  List<List<String>> rows() {
    return Collections.unmodifiableList(rows);
  }

  /**
   * Prints titles, a rule and all rows. Where the lines would be wider than {@value #TERMINAL}
   * columns, a single row stands upright and the prefix of layers is shortened.
   */
  public void print(PrintWriter out) {
    boolean wide = Arrays.stream(widths(rows)).sum() + 2 * rows.getFirst().size() - 2 > TERMINAL;
    if (wide && rows.size() == 2) {
      printUpright(out);
    } else {
      print(out, wide);
    }
    if (out instanceof TablePrinter printer) {
      printer.printed(this);
    }
  }

  private void print(PrintWriter out, boolean wide) {
    boolean layers = wide && rows.stream().anyMatch(row -> row.getFirst().startsWith(LAYERS));
    print(out, layers ? TableText.shortened(rows, LAYERS, SHORT) : rows);
    if (layers) {
      out.println("(" + SHORT + " stands for " + LAYERS + ")");
    }
  }

  private static void print(PrintWriter out, List<List<String>> rows) {
    int[] widths = widths(rows);
    out.println(line(rows.getFirst(), widths));
    out.println("─".repeat(Arrays.stream(widths).sum() + 2 * (widths.length - 1)));
    rows.stream().skip(1).forEach(row -> out.println(line(row, widths)));
  }

  private void printUpright(PrintWriter out) {
    int width = rows.getFirst().stream().mapToInt(String::length).max().orElse(0);
    for (int c = 0; c < rows.getFirst().size(); c++) {
      String title = rows.getFirst().get(c);
      out.println(title + " ".repeat(width - title.length() + 2) + rows.get(1).get(c));
    }
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? row.get(i) + gap : "  " + gap + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
