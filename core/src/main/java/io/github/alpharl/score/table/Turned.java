package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import java.util.List;

/**
 * Reads a table that runs to the right: a row of steps, and a row of numbers for each metric, as
 * {@code step,10,20} over {@code accuracy,0.2,0.4}.
 */
final class Turned {

  private Turned() {}

  /** True if {@code first} names steps in its first cell and holds steps in all others. */
  static boolean isSteps(List<String> first) {
    return first.size() > 1
        && StepNames.rank(first.getFirst()).isPresent()
        && first.stream().skip(1).allMatch(StepCell::isStep);
  }

  /**
   * The table whose rows are {@code rows}, the steps first.
   *
   * @throws BadDataException if a row has another number of cells
   */
  static MetricTable read(Content content, List<Records.Row> rows, boolean decimalComma) {
    TableBuilder table = new TableBuilder(content.file(), "column");
    int width = rows.getFirst().cells().size();
    List<String> names = rows.stream().map(row -> row.cells().getFirst()).toList();
    List<MetricColumn> columns = DelimitedTable.columns(table, content.file(), names);
    for (Records.Row row : rows) {
      if (row.cells().size() != width) {
        throw BadDataException.of(
                "%s line %d: %d values found, %d expected, one for each step of line %d",
                content.file(), row.line(), row.cells().size(), width, rows.getFirst().line())
            .in(content.file(), row.line());
      }
    }
    for (int i = 1; i < width; i++) {
      table.row(i + 1L);
      for (int c = 0; c < columns.size(); c++) {
        table.text(columns.get(c), rows.get(c).cells().get(i), decimalComma);
      }
    }
    table.note(content.file() + ": each of its lines is a metric, each column a step");
    return table.build();
  }
}
