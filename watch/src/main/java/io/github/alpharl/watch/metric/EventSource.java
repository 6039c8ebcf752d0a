package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.FileState;
import io.github.alpharl.score.tensorboard.EventFiles;
import io.github.alpharl.score.tensorboard.ScalarSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * TensorBoard's event files. Each start of a trainer begins a new file; they are read in the order
 * of their times, and a step that goes back is handed over as it is.
 */
final class EventSource extends KeyedSource {

  private final Map<Path, Cursor> cursors = new HashMap<>();
  private Map<Path, FileState> seen = Map.of();

  EventSource(Path directory) {
    super(directory);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    List<Path> files = EventFiles.isEventFile(path()) ? List.of(path()) : EventFiles.ofRun(path());
    Map<Path, FileState> now = new LinkedHashMap<>();
    files.forEach(file -> now.put(file, FileState.of(file)));
    boolean rested = now.equals(seen);
    seen = now;
    List<MetricRow> rows = new ArrayList<>();
    for (Path file : files) {
      Cursor cursor = cursors.computeIfAbsent(file, Cursor::new);
      if (!rested) {
        cursor.read();
      }
      boolean mayGrow = file.equals(files.getLast()) && !end && !rested;
      rows.addAll(cursor.take(mayGrow ? 1 : 0)); // the last step may still be written
    }
    return rows;
  }

  /** One file, of which only what is new is read: rows by step, less those handed over. */
  private final class Cursor implements ScalarSink {

    private final Path file;
    private final TreeMap<Long, Map<Signal, Double>> rows = new TreeMap<>();
    private long offset;
    private long delivered = Long.MIN_VALUE;
    private long step;

    Cursor(Path file) {
      this.file = file;
    }

    void read() {
      EventFiles.Reading reading = EventFiles.readOn(file, offset, this);
      offset = reading.offset();
      reading.note().ifPresent(EventSource.this::note);
    }

    @Override
    public void event(long at) {
      step = at;
    }

    @Override
    public void scalar(String tag, double value) {
      if (step > delivered) { // a value that comes after its step's row is too late
        keys.put(rows.computeIfAbsent(step, _ -> new EnumMap<>(Signal.class)), tag, value);
      }
    }

    /** All rows but the {@code held} last. */
    List<MetricRow> take(int held) {
      List<MetricRow> taken = new ArrayList<>();
      while (rows.size() > held) {
        Map.Entry<Long, Map<Signal, Double>> first = rows.pollFirstEntry();
        delivered = first.getKey();
        taken.add(new MetricRow(first.getKey(), first.getValue()));
      }
      return taken;
    }
  }
}
