package io.github.alpharl.score.table;

import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads mlflow's folders of files: {@code mlruns/EXPERIMENT/RUN/metrics/NAME}, a line for each
 * value.
 */
final class MlflowFiles {

  private static final String METRICS = "metrics";
  private static final int LONGEST = 100;
  private static final int DEPTH = 8;

  // "1700000000000 0.45 10": the time in ms, the value, the step
  private static final Pattern LINE = Pattern.compile("[0-9]{12,14} (\\S{1,40}) ([0-9]{1,15})");

  private MlflowFiles() {}

  /** The metric that is the file {@code content}; empty where it is another kind of file. */
  static Optional<MetricTable> find(Content content) {
    List<String> lines = content.lines(LONGEST);
    if (lines.isEmpty() || !LINE.matcher(lines.getFirst()).matches()) {
      return Optional.empty();
    }
    TableBuilder table = new TableBuilder(content.file(), "line");
    add(table, content.file().getFileName().toString(), lines);
    return Optional.of(table.build());
  }

  /**
   * The metrics of the run at or below {@code folder}, if there is one.
   *
   * @throws UsageException if there are several
   */
  static Optional<MetricTable> find(Path folder) {
    Map<Path, List<Path>> runs = new TreeMap<>();
    for (Path file : Listing.below(folder, DEPTH, Files::isRegularFile)) {
      run(file).ifPresent(run -> runs.computeIfAbsent(run, _ -> new ArrayList<>()).add(file));
    }
    if (runs.size() > 1) {
      throw UsageException.of(
          "%s holds the metrics of %d runs of mlflow (%s); name the directory of one",
          folder,
          runs.size(),
          Wording.firstFive(runs.keySet().stream().map(Path::toString).toList()));
    }
    return runs.entrySet().stream().findFirst().map(run -> read(run.getKey(), run.getValue()));
  }

  /** The folder of the run that keeps {@code file} as a metric. */
  private static Optional<Path> run(Path file) {
    for (Path at = file.getParent(); at != null && at.getFileName() != null; at = at.getParent()) {
      Path run = at.getParent();
      if (at.endsWith(METRICS) && run != null && Files.exists(run.resolve("meta.yaml"))) {
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  private static MetricTable read(Path run, List<Path> files) {
    TableBuilder table = new TableBuilder(run, "value");
    for (Path file : files) {
      add(table, run.resolve(METRICS).relativize(file).toString(), Content.of(file).lines(LONGEST));
    }
    return table.build();
  }

  private static void add(TableBuilder table, String metric, List<String> lines) {
    for (String line : lines) {
      Matcher value = LINE.matcher(line);
      if (value.matches()) {
        table.row(table.rows() + 1L);
        table.step(Double.parseDouble(value.group(2)));
        table.text(table.column(metric), value.group(1), false);
      }
    }
  }
}
