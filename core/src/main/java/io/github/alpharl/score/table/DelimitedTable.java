package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads values separated by commas, tabs or semicolons under a header of names. Which separator it
 * is shows in the header: the one that makes most cells of it. A header that comes again, as of a
 * trainer that was started again, is passed over.
 */
final class DelimitedTable {

  private static final char[] SEPARATORS = {'\t', ';', ','};

  private final Content content;
  private final TableBuilder table;
  private final char separator;
  private Optional<LongForm> form = Optional.empty();
  private int repeatedHeaders;

  private DelimitedTable(Content content, char separator) {
    this.content = content;
    this.separator = separator;
    this.table = new TableBuilder(content.file(), "line");
  }

  /** The first record of {@code content}, split by the likeliest separator. */
  static Optional<Records.Row> header(Content content) {
    return Optional.ofNullable(firstRow(content, separator(content)));
  }

  /**
   * The table in {@code content}; empty where neither its header names steps, nor the first row
   * under it a checkpoint.
   */
  static Optional<MetricTable> find(Content content) {
    char separator = separator(content);
    try {
      Records records = new Records(content.text(), separator);
      List<String> header = first(records).map(Records.Row::cells).orElse(List.of());
      if (Turned.isSteps(header)) {
        return Optional.of(Turned.read(content, rows(content, separator), separator != ','));
      }
      boolean steps =
          StepNames.areIn(header)
              || (header.size() > 1
                  && records.next().filter(DelimitedTable::namesStep).isPresent());
      return steps ? Optional.of(new DelimitedTable(content, separator).read()) : Optional.empty();
    } catch (IOException e) {
      throw content.noText(e);
    }
  }

  private static boolean namesStep(Records.Row row) {
    return row.cells().stream().anyMatch(cell -> StepCell.named(cell).isPresent());
  }

  private static List<Records.Row> rows(Content content, char separator) throws IOException {
    Records records = new Records(content.text(), separator);
    List<Records.Row> rows = new ArrayList<>();
    for (var row = first(records); row.isPresent(); row = records.next()) {
      rows.add(row.get());
    }
    return rows;
  }

  private static char separator(Content content) {
    char best = ',';
    int most = 0;
    for (char separator : SEPARATORS) {
      Records.Row row = firstRow(content, separator);
      int cells = row == null ? 0 : row.cells().size();
      if (cells > most) {
        most = cells;
        best = separator;
      }
    }
    return best;
  }

  private static Records.Row firstRow(Content content, char separator) {
    try {
      return first(new Records(content.text(), separator)).orElse(null);
    } catch (IOException e) {
      throw content.noText(e);
    }
  }

  /**
   * The first row that is no comment; numpy writes a header as one, "# step,accuracy", and Excel is
   * told the separator above it, "sep=;".
   */
  private static Optional<Records.Row> first(Records records) throws IOException {
    Optional<Records.Row> first = records.next();
    if (first.isPresent() && first.get().cells().getFirst().matches("sep=.?")) {
      first = records.next();
    }
    for (var row = first; row.isPresent(); row = records.next()) {
      List<String> cells = new ArrayList<>(row.get().cells());
      if (!cells.getFirst().startsWith("#")) {
        return row;
      }
      cells.set(0, cells.getFirst().substring(1).strip());
      if (StepNames.areIn(cells)) {
        return Optional.of(
            new Records.Row(row.get().line(), cells, row.get().ended(), row.get().openQuote()));
      }
    }
    return first;
  }

  private MetricTable read() {
    try {
      Records records = new Records(content.text(), separator);
      Records.Row header = first(records).orElseThrow();
      form = LongForm.of(header.cells());
      List<MetricColumn> columns = columns(table, content.file(), header.cells());
      for (var row = records.next(); row.isPresent(); row = records.next()) {
        add(header, columns, row.get());
      }
    } catch (IOException e) {
      throw content.noText(e);
    }
    if (repeatedHeaders > 0) {
      table.note(content.file() + ": its header stands in it " + (repeatedHeaders + 1) + " times");
    }
    return table.build();
  }

  /** A column for each name; the second of one name is called "NAME (2)". */
  static List<MetricColumn> columns(TableBuilder table, Path file, List<String> names) {
    List<MetricColumn> columns = new ArrayList<>();
    List<String> twice = new ArrayList<>();
    for (String cell : names) {
      String name = cell.isEmpty() ? "column " + (columns.size() + 1) : cell;
      String free = name;
      for (int i = 2; table.has(free); i++) {
        free = name + " (" + i + ")";
      }
      if (!free.equals(name)) {
        twice.add(free);
      }
      columns.add(table.column(free));
    }
    if (!twice.isEmpty()) {
      table.note(file + ": columns of equal names are told apart as " + Wording.firstFive(twice));
    }
    return columns;
  }

  private void add(Records.Row header, List<MetricColumn> columns, Records.Row row) {
    if (row.cells().equals(header.cells())) {
      repeatedHeaders++;
      return;
    }
    if (isShort(columns, row) && !row.ended()) {
      table.note(content.file() + ": its last line is unfinished and left out");
      return;
    }
    requireCells(header, row);
    table.row(row.line());
    for (int i = 0; i < columns.size(); i++) {
      if (form.isEmpty() || !form.get().isPart(i)) {
        table.text(columns.get(i), row.cells().get(i), separator != ',');
      }
    }
    form.ifPresent(
        each ->
            table.text(
                table.column(each.column(row.cells())),
                row.cells().get(each.value()),
                separator != ','));
  }

  private static boolean isShort(List<MetricColumn> columns, Records.Row row) {
    String last = row.cells().getLast();
    boolean cut = last.matches(".*[0-9]([.eE]|[eE][-+])"); // "0." of 0.7, "3e-" of 3e-7
    return row.cells().size() < columns.size() || row.openQuote() || cut;
  }

  /** As many cells as names; empty ones after them do no harm. */
  private void requireCells(Records.Row header, Records.Row row) {
    int expected = header.cells().size();
    int found = row.cells().size();
    boolean rest =
        found > expected
            && row.cells().subList(expected, found).stream().anyMatch(cell -> !cell.isEmpty());
    if (found < expected || rest) {
      throw BadDataException.of(
              "%s line %d: %d values found, %d expected (%s)",
              content.file(), row.line(), found, expected, names(header))
          .in(content.file(), row.line());
    }
  }

  private static String names(Records.Row header) {
    return header.cells().size() > 8
        ? Wording.firstFive(header.cells())
        : String.join(",", header.cells());
  }
}
