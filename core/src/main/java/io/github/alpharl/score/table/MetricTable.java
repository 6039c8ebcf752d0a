package io.github.alpharl.score.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The numbers of a file by name and row.
 *
 * @param source the file or directory
 * @param columns in the order of the file, no name twice
 * @param steps the step of each row where the form has its own place for it: TensorBoard, a console
 *     log; elsewhere one of the columns says it
 * @param place what a row is called in a sentence: "line", "entry", "event"
 * @param maxSteps the planned length of the training, where the file tells it
 * @param notes what was passed over, a sentence each
 */
public record MetricTable(
    Path source,
    List<MetricColumn> columns,
    Optional<MetricColumn> steps,
    String place,
    OptionalLong maxSteps,
    List<String> notes) {

  /** Copies the lists. */
  public MetricTable {
    columns = List.copyOf(columns);
    notes = List.copyOf(notes);
  }

  /** The column of this exact name. */
  public Optional<MetricColumn> column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  /** "FILE line 7": the beginning of a sentence about a row. */
  public String at(int row) {
    return source + " " + place + " " + row;
  }
}
