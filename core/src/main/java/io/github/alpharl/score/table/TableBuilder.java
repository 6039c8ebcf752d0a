package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.score.tensorboard.ScalarSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Collects a table row by row, within bounds. */
final class TableBuilder implements ScalarSink {

  private static final int MOST_COLUMNS = 200_000;
  private static final int MOST_VALUES = 50_000_000;

  private final Path source;
  private final String place;
  private final Map<String, MetricColumn> columns = new LinkedHashMap<>();
  private final MetricColumn steps = new MetricColumn("step");
  private final List<String> notes = new ArrayList<>();
  private OptionalLong maxSteps = OptionalLong.empty();
  private int row;
  private int values;

  TableBuilder(Path source, String place) {
    this.source = source;
    this.place = place;
  }

  /** Begins the row of {@code number}, or of the next free one where that is taken. */
  void row(long number) {
    if (row == Integer.MAX_VALUE) {
      throw BadDataException.of("%s: has more than %d rows", source, row - 1)
          .in(source)
          .as(Defect.UNSUPPORTED);
    }
    row = (int) Math.max(row + 1L, Math.min(number, Integer.MAX_VALUE));
  }

  /** The step of the row, where the form has its own place for it. */
  void step(double step) {
    steps.number(row, step);
  }

  @Override
  public void event(long step) {
    row(row + 1L);
    step((double) step);
  }

  @Override
  public void scalar(String tag, double value) {
    number(tag, value);
  }

  void number(String column, double value) {
    count();
    column(column).number(row, value);
  }

  void missing(String column) {
    column(column).missing(row);
  }

  void odd(String column, String text) {
    column(column).odd(row, text);
  }

  /** A cell of a column at hand. */
  void text(MetricColumn column, String cell, boolean decimalComma) {
    if (!cell.isEmpty()) {
      count();
      column.text(row, cell, decimalComma);
    }
  }

  MetricColumn column(String name) {
    MetricColumn known = columns.get(name);
    if (known != null) {
      return known;
    }
    if (columns.size() == MOST_COLUMNS) {
      throw BadDataException.of(
              "%s: has more than %d columns, more than a table of metrics has",
              source, MOST_COLUMNS)
          .in(source)
          .as(Defect.UNSUPPORTED);
    }
    MetricColumn added = new MetricColumn(name);
    columns.put(name, added);
    return added;
  }

  boolean has(String name) {
    return columns.containsKey(name);
  }

  private void count() {
    if (values++ == MOST_VALUES) {
      throw BadDataException.of(
              "%s: has more than %d numbers; export the column of the score alone",
              source, MOST_VALUES)
          .in(source)
          .as(Defect.UNSUPPORTED);
    }
  }

  void maxSteps(long steps) {
    maxSteps = OptionalLong.of(steps);
  }

  void note(String note) {
    notes.add(note);
  }

  int rows() {
    return row;
  }

  MetricTable build() {
    Optional<MetricColumn> own = Optional.of(steps).filter(column -> column.size() > 0);
    return new MetricTable(source, new ArrayList<>(columns.values()), own, place, maxSteps, notes);
  }
}
