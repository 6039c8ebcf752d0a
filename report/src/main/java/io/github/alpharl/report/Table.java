package io.github.alpharl.report;

import io.github.alpharl.disk.Mirror;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A plain-text table: words left-aligned, as is the first column, numbers right-aligned. */
public final class Table {

  private static final int TERMINAL = 80;
  private static final String LAYERS = "model.layers.";
  private static final String SHORT = "…";
  private static final String NONE = "–";

  /** Such as {@code -0.5}, {@code 1e-4}, {@code 14 of 25} or {@code 4.6×}; not {@code 0-9*5.} */
  private static final Pattern NUMBER =
      Pattern.compile("([-+−±×<≤≥] ?)?\\.?\\d([\\d.,eE+-]*\\d)?([ –×%].*)?");

  private final List<List<String>> rows = new ArrayList<>();
  private final Map<String, Ink.Tone> verdicts = new HashMap<>();

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
      row.add(Mirror.current().shown(String.valueOf(cell)));
    }
    rows.add(row);
    return this;
  }

  /** Shows cells of this text in {@code tone} where the terminal has colours. */
  public Table verdict(String cell, Ink.Tone tone) {
    verdicts.put(cell, tone);
    return this;
  }

  /** {@code value} with {@code digits} decimals, or a dash where it is not a number. */
  public static String number(double value, int digits) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** {@code value} with three significant digits, or a dash where it is not a number. */
  public static String significant(double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.3g", value);
  }

  /** A share of one as per cent with one decimal. */
  public static String percent(double share) {
    return Double.isNaN(share) ? NONE : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** Titles, then rows. */
  List<List<String>> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** The same without the columns in which nothing was to be told. */
  public Table withoutEmpty() {
    int[] kept =
        IntStream.range(0, rows.getFirst().size())
            .filter(c -> c == 0 || rows.stream().skip(1).anyMatch(row -> isTold(row.get(c))))
            .toArray();
    Table table = new Table(chosen(rows.getFirst(), kept).toArray(String[]::new));
    rows.stream().skip(1).forEach(row -> table.rows.add(chosen(row, kept)));
    table.verdicts.putAll(verdicts);
    return table;
  }

  private static List<String> chosen(List<String> row, int... columns) {
    return Arrays.stream(columns).mapToObj(row::get).toList();
  }

  private static boolean isTold(String cell) {
    return !cell.isEmpty() && !cell.equals(NONE);
  }

  /**
   * Prints titles, a rule and all rows. Where the lines would be wider than {@value #TERMINAL}
   * columns, a single row stands upright, the prefix of layers is shortened, and columns that still
   * have no room follow below, after the first one again.
   */
  public void print(PrintWriter out) {
    boolean wide = width(widths(rows)) > TERMINAL;
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
    String gap = "";
    for (List<List<String>> block :
        blocks(layers ? TableText.shortened(rows, LAYERS, SHORT) : rows)) {
      out.print(gap);
      print(out, block);
      gap = System.lineSeparator();
    }
    if (layers) {
      out.println("(" + SHORT + " stands for " + LAYERS + ")");
    }
  }

  /** The columns in groups that fit a terminal, the first one in each. */
  private static List<List<List<String>>> blocks(List<List<String>> rows) {
    int[] widths = widths(rows);
    List<List<List<String>>> blocks = new ArrayList<>();
    int from = 1;
    do {
      int to = from;
      int width = widths[0];
      while (to < widths.length && (to == from || width + 2 + widths[to] <= TERMINAL)) {
        width += 2 + widths[to];
        to++;
      }
      int[] columns = IntStream.concat(IntStream.of(0), IntStream.range(from, to)).toArray();
      blocks.add(rows.stream().map(row -> chosen(row, columns)).toList());
      from = to;
    } while (from < widths.length);
    return blocks;
  }

  private void print(PrintWriter out, List<List<String>> rows) {
    int[] widths = widths(rows);
    boolean[] words = words(rows);
    UnaryOperator<String> plain = UnaryOperator.identity();
    out.println(Ink.of(out, Ink.Tone.TITLE, line(rows.getFirst(), widths, words, plain)));
    out.println("─".repeat(width(widths)));
    UnaryOperator<String> toned =
        cell -> verdicts.containsKey(cell) ? Ink.of(out, verdicts.get(cell), cell) : cell;
    rows.stream().skip(1).forEach(row -> out.println(line(row, widths, words, toned)));
  }

  private void printUpright(PrintWriter out) {
    int width = rows.getFirst().stream().mapToInt(String::length).max().orElse(0);
    for (int c = 0; c < rows.getFirst().size(); c++) {
      String title = rows.getFirst().get(c);
      String name = Ink.of(out, Ink.Tone.TITLE, title);
      out.println(name + " ".repeat(width - title.length() + 2) + rows.get(1).get(c));
    }
  }

  private static int width(int[] widths) {
    return Arrays.stream(widths).sum() + 2 * (widths.length - 1);
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

  /** Which columns hold words: the first, and those in which something is told and no number. */
  static boolean[] words(List<List<String>> rows) {
    boolean[] words = new boolean[rows.getFirst().size()];
    for (int i = 0; i < words.length; i++) {
      int column = i;
      List<String> told =
          rows.stream().skip(1).map(row -> row.get(column)).filter(Table::isTold).toList();
      words[i] =
          i == 0 || (!told.isEmpty() && told.stream().noneMatch(c -> NUMBER.matcher(c).matches()));
    }
    return words;
  }

  private static String line(
      List<String> row, int[] widths, boolean[] words, UnaryOperator<String> shown) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      String cell = shown.apply(row.get(i));
      line.append(i == 0 ? "" : "  ").append(words[i] ? cell + gap : gap + cell);
    }
    return line.toString().stripTrailing();
  }
}
