package io.github.alpharl.score.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Tables with a row for each value, in which a column names the metric: exports of mlflow and aim,
 * pandas' melt, tbparse.
 *
 * @param metric the place of the column that names it
 * @param value the place of its value
 * @param run the place of the run's name; −1 where there is none
 */
record LongForm(int metric, int value, int run) {

  private static final Set<String> METRICS =
      Set.of("metric", "metric_name", "metric_key", "key", "tag", "tags", "variable");
  private static final Set<String> VALUES = Set.of("value", "values", "metric_value");
  private static final Set<String> RUNS =
      Set.of("run", "run_id", "run_uuid", "run_hash", "run_name", "experiment");

  /** The form of rows under these {@code names}, if it is this one. */
  static Optional<LongForm> of(List<String> names) {
    LongForm form = new LongForm(place(names, METRICS), place(names, VALUES), place(names, RUNS));
    return form.metric < 0 || form.value < 0 ? Optional.empty() : Optional.of(form);
  }

  private static int place(List<String> names, Set<String> known) {
    for (int i = 0; i < names.size(); i++) {
      String plain = names.get(i).toLowerCase(Locale.ROOT).replaceAll("[ .]", "_");
      if (known.contains(plain)) {
        return i;
      }
    }
    return -1;
  }

  /** The name of the column that the value of {@code row} belongs to: as wandb's, RUN - METRIC. */
  String column(List<String> row) {
    String name = row.get(metric);
    return run < 0 || row.get(run).isEmpty() ? name : row.get(run) + " - " + name;
  }

  /** True for a column that is about the row and no number of it. */
  boolean isPart(int place) {
    return place == metric || place == value || place == run;
  }
}
