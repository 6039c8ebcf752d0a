package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.FileState;
import io.github.alpharl.score.table.MetricColumn;
import io.github.alpharl.score.table.MetricFile;
import io.github.alpharl.score.table.MetricTable;
import io.github.alpharl.score.table.Points;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tables and console logs of any form that scores are read from, read whole when they change. */
final class TableSource extends KeyedSource {

  private FileState seen = new FileState(-1, null, null);
  private long last = -1;

  TableSource(Path file) {
    super(file);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    FileState now = FileState.of(path());
    if (now.equals(seen)) {
      return List.of();
    }
    seen = now;
    MetricTable table = MetricFile.read(path());
    table.notes().forEach(this::note);
    Map<Long, Map<Signal, Double>> rows = new TreeMap<>();
    for (MetricColumn column : table.columns()) {
      if (column.size() > 0 && Signal.of(bare(column.name())).isPresent()) {
        add(rows, table, column);
      }
    }
    List<MetricRow> fresh = new ArrayList<>();
    rows.forEach((step, values) -> fresh.add(new MetricRow(step, values)));
    fresh.removeIf(row -> row.step() <= last);
    last = fresh.isEmpty() ? last : fresh.getLast().step();
    return fresh;
  }

  private void add(Map<Long, Map<Signal, Double>> rows, MetricTable table, MetricColumn column) {
    Points points = Points.of(table, column, Optional.empty());
    for (int i = 0; i < points.steps().length; i++) {
      Map<Signal, Double> values =
          rows.computeIfAbsent(points.steps()[i], _ -> new EnumMap<>(Signal.class));
      keys.put(values, bare(column.name()), points.values()[i]);
    }
    if (column.notFinite() > 0) {
      note(
          "%s: values of %s that are NaN, infinite or null are not seen in this form of log: %d"
              .formatted(path(), column.name(), column.notFinite()));
    }
  }

  /** A name without the "RUN - " of wandb's charts. */
  private static String bare(String name) {
    int run = name.lastIndexOf(" - ");
    return run < 0 ? name : name.substring(run + 3);
  }
}
