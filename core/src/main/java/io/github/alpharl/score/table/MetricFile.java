package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.score.tensorboard.EventFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads metrics from a file or directory of any known form; the content tells which it is. */
public final class MetricFile {

  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?"); // 1e-6

  private MetricFile() {}

  /**
   * The numbers in {@code source}: separated values, JSON, a trainer's state, a console log, an
   * event file or a directory of them, or a directory of the results of an evaluation harness.
   *
   * @throws UsageException if there is no such file, or a directory holds several runs
   * @throws BadDataException if it is damaged, or of no known form
   */
  public static MetricTable read(Path source) {
    if (Files.isDirectory(source)) {
      Optional<MetricTable> results =
          EventFiles.below(source).isEmpty() ? HarnessResults.find(source) : Optional.empty();
      return results
          .or(
              () ->
                  EventFiles.below(source).isEmpty() ? MlflowFiles.find(source) : Optional.empty())
          .orElseGet(() -> events(source, EventFiles.ofRun(source)));
    }
    return EventFiles.isEventFile(source)
        ? events(source, List.of(source))
        : read(Content.of(source));
  }

  /** The numbers of a file that was taken before. */
  public static MetricTable read(Content content) {
    refuseOtherForms(content);
    char first = content.first();
    if (first == '{' || first == '[') {
      return json(content);
    }
    return MlflowFiles.find(content)
        .or(() -> DelimitedTable.find(content))
        .or(() -> ConsoleLog.find(content))
        .or(() -> PrintedDicts.find(content))
        .or(() -> PlainTable.find(content))
        .or(() -> BareLines.find(content))
        .orElseThrow(() -> noHeader(content, DelimitedTable.header(content)));
  }

  /** JSON, else a log whose first line begins as JSON does: "[2026-11-28 00:25:01] …". */
  private static MetricTable json(Content content) {
    try {
      MetricTable table = JsonTable.read(content);
      HarnessResults.refuseOne(table);
      return table;
    } catch (BadDataException e) {
      return ConsoleLog.find(content).or(() -> PrintedDicts.find(content)).orElseThrow(() -> e);
    }
  }

  private static MetricTable events(Path source, List<Path> files) {
    TableBuilder table = new TableBuilder(source, "event");
    EventFiles.read(files, table).forEach(table::note);
    return table.build();
  }

  /**
   * Refuses forms that hold metrics and are not read here, with the way to export them.
   *
   * @throws UsageException if {@code content} is of such a form
   */
  public static void refuseOtherForms(Content content) {
    if (content.startsWith("SQLite format 3\0") && content.holds("latest_metrics")) {
      throw UsageException.of(
          "%s is the SQLite database of mlflow; export its metrics as CSV: sqlite3 -header -csv %s"
              + " \"select run_uuid, key, value, step from metrics order by timestamp\""
              + " > metrics.csv",
          content.file(), Wording.shell(content.file()));
    }
    if (content.startsWith("SQLite format 3\0")) {
      throw UsageException.of(
          "%s is an SQLite database; export a run of trackio's as JSON lines: sqlite3 %s \"select"
              + " json_set(metrics, '$.step', step) from metrics where run_name = 'RUN' order by"
              + " id\" > metrics.jsonl",
          content.file(), Wording.shell(content.file()));
    }
    if (content.startsWith("PAR1")) {
      throw UsageException.of(
          "%s is a Parquet file; export it as CSV: python3 -c \"import pandas;"
              + " pandas.read_parquet('%s').to_csv('metrics.csv')\"",
          content.file(), content.file());
    }
  }

  private static BadDataException noHeader(Content content, Optional<Records.Row> header) {
    if (header.isEmpty()) {
      return BadDataException.of("%s is empty; it needs %s", content.file(), expected())
          .in(content.file())
          .as(Defect.MISSING);
    }
    List<String> cells = header.get().cells();
    boolean numbers = cells.stream().allMatch(cell -> NUMBER.matcher(cell).matches());
    return BadDataException.of(
            "%s line %d: found %s; expected %s",
            content.file(),
            header.get().line(),
            Wording.brief(cells.size() > 8 ? Wording.firstFive(cells) : String.join(",", cells)),
            numbers
                ? expected()
                : "a column of steps (step, global_step or _step) or " + expected())
        .in(content.file(), header.get().line());
  }

  /** True for a step in digits, with separators of thousands, or as the name of a checkpoint. */
  public static boolean isStep(String text) {
    return StepCell.isStep(text);
  }

  /** What a scores file may be. */
  public static String expected() {
    return "the header \"step,accuracy\" or \"step,accuracy,samples\", or JSON lines with these"
        + " keys";
  }
}
