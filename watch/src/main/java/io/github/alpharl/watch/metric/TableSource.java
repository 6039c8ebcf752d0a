package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.FileState;
import io.github.alpharl.score.table.MetricColumn;
import io.github.alpharl.score.table.MetricFile;
import io.github.alpharl.score.table.MetricTable;
import io.github.alpharl.score.table.Points;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Tables and console logs of any form that scores are read from, read whole when they change. */
final class TableSource extends KeyedSource {

  private FileState seen = new FileState(-1, null, null);
  private final NavigableMap<Long, MetricRow> known = new TreeMap<>();
  private List<MetricRow> held = List.of();
  private final Set<String> said = new HashSet<>();

  TableSource(Path file) {
    super(file);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    FileState now = FileState.of(path());
    if (now.equals(seen)) {
      List<MetricRow> whole = fresh(held);
      held = List.of();
      return whole;
    }
    seen = now;
    MetricTable table = MetricFile.read(path());
    table.notes().stream()
        .filter(note -> said.add(note.replaceAll("[0-9]+", "#"))) // "steps …: 3" and "…: 4"
        .forEach(this::note);
    Map<Long, Map<Signal, Double>> rows = new TreeMap<>();
    for (MetricColumn column : table.columns()) {
      keys.meet(bare(column.name()));
      if (Signal.of(bare(column.name())).isPresent()) {
        column.strange().ifPresent(nans -> add(rows, table, nans));
        if (column.size() > 0) {
          add(rows, table, column); // of several values of a step a finite one counts
        }
      }
    }
    List<MetricRow> all = new ArrayList<>();
    rows.forEach((step, values) -> all.add(new MetricRow(step, values)));
    int whole = end ? all.size() : Math.max(0, all.size() - 1);
    held = List.copyOf(all.subList(whole, all.size())); // the last row may still be written
    return fresh(all.subList(0, whole));
  }

  /** Those of {@code rows} that are new: from the first on that says otherwise than before. */
  private List<MetricRow> fresh(List<MetricRow> rows) {
    int i = 0;
    for (; i < rows.size() && known.containsKey(rows.get(i).step()); i++) {
      MetricRow before = known.get(rows.get(i).step());
      if (!rows.get(i).values().entrySet().containsAll(before.values().entrySet())) {
        break;
      }
      Map<Signal, Double> further = new HashMap<>(rows.get(i).values());
      further.keySet().removeAll(before.values().keySet());
      if (!further.isEmpty()) {
        addLate(new MetricRow(before.step(), further));
      }
    }
    List<MetricRow> fresh = List.copyOf(rows.subList(i, rows.size()));
    boolean back = !fresh.isEmpty() && known.ceilingKey(fresh.getFirst().step()) != null;
    count(
        path() + ": went back {} times; its steps from there on count as a new attempt",
        back ? 1 : 0);
    if (back) {
      known.tailMap(fresh.getFirst().step(), true).clear();
    }
    rows.forEach(row -> known.put(row.step(), row));
    return fresh;
  }

  private void add(Map<Long, Map<Signal, Double>> rows, MetricTable table, MetricColumn column) {
    Points points = Points.of(table, column, Optional.empty());
    for (int i = 0; i < points.steps().length; i++) {
      Map<Signal, Double> values =
          rows.computeIfAbsent(points.steps()[i], _ -> new EnumMap<>(Signal.class));
      keys.put(values, bare(column.name()), points.values()[i]);
    }
  }

  /** A name without the "RUN - " of wandb's charts. */
  private static String bare(String name) {
    int run = name.lastIndexOf(" - ");
    return run < 0 ? name : name.substring(run + 3);
  }
}
