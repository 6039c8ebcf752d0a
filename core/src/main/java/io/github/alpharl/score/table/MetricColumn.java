package io.github.alpharl.score.table;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The numbers of one name, sparse: a row without a value costs nothing.
 *
 * <p>Rows are numbered as the file's own places (lines, entries, events) and rise.
 */
public final class MetricColumn {

  /**
   * A cell that holds no number.
   *
   * @param row where
   * @param text what it holds, shortened
   */
  public record Odd(int row, String text) {}

  private static final int SHOWN = 40;

  private final String name;
  private int[] rows = new int[4];
  private double[] values = new double[4];
  private int size;
  private MetricColumn notFinite; // where NaN, infinity and null stand
  private int percentSigns;
  private int decimalCommas;
  private Odd odd; // the first cell that is no number

  MetricColumn(String name) {
    this.name = name;
  }

  /** Adds what a cell says: a number, NaN, a percentage ("62.5%"), or a text that is none. */
  void text(int row, String cell, boolean decimalComma) {
    if (cell.isEmpty()) {
      return;
    }
    OptionalDouble number = Cell.number(cell);
    if (number.isPresent()) {
      add(row, number.getAsDouble());
    } else if (Cell.isNotFinite(cell)) {
      notFinite(row, Cell.notFinite(cell));
    } else {
      special(row, cell, decimalComma);
    }
  }

  private void special(int row, String cell, boolean decimalComma) {
    boolean percent = cell.endsWith("%");
    String bare = percent ? cell.substring(0, cell.length() - 1).strip() : cell;
    int comma = decimalComma ? bare.indexOf(',') : -1;
    OptionalDouble number = Cell.number(comma < 0 ? bare : bare.replaceFirst(",", "."));
    if (number.isEmpty()) {
      odd(row, cell);
      return;
    }
    percentSigns += percent ? 1 : 0;
    decimalCommas += comma < 0 ? 0 : 1;
    add(row, number.getAsDouble());
  }

  /** Adds a number; one that is not finite stands apart. */
  void number(int row, double value) {
    add(row, value);
  }

  /** Adds a value that was written and is none: null. */
  void missing(int row) {
    notFinite(row, Double.NaN);
  }

  private void notFinite(int row, double value) {
    if (notFinite == null) {
      notFinite = new MetricColumn(name);
    }
    notFinite.append(row, value);
  }

  void odd(int row, String text) {
    if (odd == null) {
      odd = new Odd(row, text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text);
    }
  }

  private void add(int row, double value) {
    if (Double.isFinite(value)) {
      append(row, value);
    } else { // as 1e999
      notFinite(row, value);
    }
  }

  private void append(int row, double value) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, size + (size >> 1));
      values = Arrays.copyOf(values, rows.length);
    }
    rows[size] = row;
    values[size++] = value;
  }

  /** Its name as the file has it. */
  public String name() {
    return name;
  }

  /** How many numbers it holds. */
  public int size() {
    return size;
  }

  /** The row of number {@code i}. */
  public int row(int i) {
    return rows[i];
  }

  /** Number {@code i}, finite. */
  public double value(int i) {
    return values[i];
  }

  /** The last number of {@code row}. */
  public OptionalDouble at(int row) {
    int i = Arrays.binarySearch(rows, 0, size, row);
    while (i >= 0 && i + 1 < size && rows[i + 1] == row) {
      i++;
    }
    return i < 0 ? OptionalDouble.empty() : OptionalDouble.of(values[i]);
  }

  /** How many cells were NaN, infinite or null. */
  public int notFinite() {
    return notFinite == null ? 0 : notFinite.size;
  }

  /** Those cells as a column whose values are NaN (also for null) or infinite, if there are any. */
  public Optional<MetricColumn> strange() {
    return Optional.ofNullable(notFinite);
  }

  /** How many numbers had a percent sign, which was taken off and changed nothing else. */
  public int percentSigns() {
    return percentSigns;
  }

  /** How many numbers had a decimal comma. */
  public int decimalCommas() {
    return decimalCommas;
  }

  /** The first cell that holds no number, if any. */
  public Optional<Odd> odd() {
    return Optional.ofNullable(odd);
  }

  /** True if both hold the same numbers in the same rows. */
  public boolean sameAs(MetricColumn other) {
    return Arrays.equals(rows, 0, size, other.rows, 0, other.size)
        && Arrays.equals(values, 0, size, other.values, 0, other.size);
  }
}
