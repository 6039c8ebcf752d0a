package io.github.alpharl.watch.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.Json;
import io.github.alpharl.score.TrainerStates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TRL's and transformers' {@code trainer_state.json}, written with every checkpoint. */
final class TrainerStateSource extends KeyedSource {

  private FileState seen = new FileState(-1, null, null);
  private long last = -1;
  private String unreadable = "";

  /** The state {@code place}, or the newest one in that run. */
  TrainerStateSource(Path place) {
    super(place);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    Optional<Path> newest =
        Files.isDirectory(path()) ? TrainerStates.newest(path()) : Optional.of(path());
    if (newest.isEmpty()) {
      return List.of();
    }
    FileState now = FileState.of(newest.get());
    if (now.equals(seen)) {
      return List.of();
    }
    seen = now;
    try {
      return rows(Json.read(newest.get()));
    } catch (BadDataException e) {
      unreadable = e.getMessage();
      return List.of(); // the next checkpoint has the log, too
    }
  }

  private List<MetricRow> rows(JsonNode state) {
    List<MetricRow> rows = new ArrayList<>();
    for (JsonNode entry : state.path("log_history")) {
      keys.row(entry).filter(row -> row.step() > last).ifPresent(rows::add);
    }
    if (!rows.isEmpty()) {
      last = rows.getLast().step();
    }
    return rows;
  }

  @Override
  public String trainer() {
    return keys.trainer().isEmpty() ? "transformers" : keys.trainer();
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(super.notes());
    if (!unreadable.isEmpty()) {
      notes.add(unreadable + "; passed over until the next one");
    }
    return notes;
  }
}
