package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.FileState;
import io.github.alpharl.score.tensorboard.EventFiles;
import io.github.alpharl.score.tensorboard.ScalarSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * TensorBoard's event files. Each start of a trainer begins a new file; they are read in the order
 * of their times, and a step that goes back is handed over as it is.
 */
final class EventSource extends KeyedSource {

  private Map<Path, FileState> seen = Map.of();
  private int delivered;
  private List<MetricRow> held = List.of();

  EventSource(Path directory) {
    super(directory);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    List<Path> files = EventFiles.isEventFile(path()) ? List.of(path()) : EventFiles.ofRun(path());
    Map<Path, FileState> now = new LinkedHashMap<>();
    files.forEach(file -> now.put(file, FileState.of(file)));
    if (now.equals(seen)) {
      return rest();
    }
    seen = now;
    Rows rows = new Rows();
    for (Path file : files) {
      EventFiles.read(List.of(file), rows).forEach(this::note);
      rows.endOfFile();
    }
    int whole = rows.all.size() - (end ? 0 : 1); // the last step may still be written
    List<MetricRow> fresh = new ArrayList<>();
    if (whole > delivered) {
      fresh.addAll(rows.all.subList(delivered, whole));
      delivered = whole;
    }
    held = delivered < rows.all.size() ? List.of(rows.all.getLast()) : List.of();
    return fresh;
  }

  /** The last step, as nothing was written since the look before. */
  private List<MetricRow> rest() {
    List<MetricRow> rest = held;
    delivered += rest.size();
    held = List.of();
    return rest;
  }

  /** Rows of one file by step: a writer flushes tags of a step one after the other. */
  private final class Rows implements ScalarSink {

    private final List<MetricRow> all = new ArrayList<>();
    private final Map<Long, Map<Signal, Double>> file = new TreeMap<>();
    private long step;

    @Override
    public void event(long at) {
      step = at;
    }

    @Override
    public void scalar(String tag, double value) {
      Map<Signal, Double> values = file.computeIfAbsent(step, _ -> new EnumMap<>(Signal.class));
      keys.put(values, tag, value);
    }

    void endOfFile() {
      file.forEach((at, values) -> all.add(new MetricRow(at, values)));
      file.clear();
    }
  }
}
