package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.FileState;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.score.tensorboard.EventFiles;
import io.github.alpharl.score.tensorboard.ScalarSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * TensorBoard's event files. Each start of a trainer begins a new file, some in a folder of its
 * own; they are read in the order of their times, and a step that goes back is handed over as it
 * is.
 */
final class EventSource extends KeyedSource {

  private final boolean starts;
  private final Map<Path, Cursor> cursors = new HashMap<>();
  private Map<Path, FileState> seen = Map.of();

  /** The files of one start, or of several in one directory. */
  EventSource(Path directory) {
    this(directory, false);
  }

  private EventSource(Path directory, boolean starts) {
    super(directory);
    this.starts = starts;
  }

  /** All files below {@code run}, whose every folder is a start of the same run. */
  static EventSource ofStarts(Path run) {
    return new EventSource(run, true);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    List<Path> files = files();
    Map<Path, FileState> now = new LinkedHashMap<>();
    files.forEach(file -> now.put(file, FileState.of(file)));
    boolean rested = now.equals(seen);
    seen = now;
    List<MetricRow> rows = new ArrayList<>();
    for (Path file : files) {
      Cursor cursor = cursors.computeIfAbsent(file, Cursor::new);
      if (!rested || end) {
        cursor.read(end);
      }
      boolean mayGrow = file.equals(files.getLast()) && !end && !rested;
      rows.addAll(cursor.take(mayGrow ? 1 : 0)); // the last step may still be written
    }
    return rows;
  }

  private List<Path> files() {
    if (EventFiles.isEventFile(path())) {
      return List.of(path());
    }
    if (!starts) {
      return EventFiles.ofRun(path());
    }
    Map<Path, List<Path>> folders = EventFiles.below(path());
    if (folders.size() > 1) {
      note(path() + ": holds event files in several folders, which count as starts of one run");
    }
    return folders.values().stream()
        .flatMap(Collection::stream)
        .sorted(Comparator.comparing(file -> file.getFileName().toString(), NaturalOrder.INSTANCE))
        .toList();
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

    void read(boolean end) {
      EventFiles.Reading reading = EventFiles.readOn(file, offset, this);
      offset = reading.offset();
      reading.damage().ifPresent(EventSource.this::note);
      reading.unfinished().filter(_ -> end).ifPresent(EventSource.this::note);
    }

    @Override
    public void event(long at) {
      step = at;
    }

    @Override
    public void scalar(String tag, double value) {
      if (step > delivered) {
        keys.put(rows.computeIfAbsent(step, _ -> new EnumMap<>(Signal.class)), tag, value);
        return;
      }
      Map<Signal, Double> one = new EnumMap<>(Signal.class);
      keys.put(one, tag, value);
      if (!one.isEmpty()) {
        addLate(new MetricRow(step, one));
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
