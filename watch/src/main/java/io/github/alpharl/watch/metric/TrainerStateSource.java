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

/**
 * TRL's and transformers' {@code trainer_state.json}, written with every checkpoint and holding the
 * log from the first step on. One whose log goes on otherwise than before was written after going
 * back to a checkpoint; it is handed over from where it differs.
 */
final class TrainerStateSource extends KeyedSource {

  private FileState seen = new FileState(-1, null, null);
  private final List<MetricRow> history = new ArrayList<>();

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
      note(e.getMessage() + "; passed over until the next one");
      return List.of(); // the next checkpoint has the log, too
    }
  }

  private List<MetricRow> rows(JsonNode state) {
    List<MetricRow> rows = new ArrayList<>();
    state.path("log_history").forEach(entry -> keys.row(entry).ifPresent(rows::add));
    int same = 0;
    while (same < Math.min(rows.size(), history.size())
        && rows.get(same).equals(history.get(same))) {
      same++;
    }
    if (same == rows.size()) {
      return List.of(); // an older state, as where the newest checkpoint was deleted
    }
    count(
        path() + ": its log was begun anew {} times; its steps count as a new attempt",
        same < history.size() ? 1 : 0);
    List<MetricRow> fresh = List.copyOf(rows.subList(same, rows.size()));
    history.subList(same, history.size()).clear();
    history.addAll(fresh);
    return fresh;
  }

  @Override
  public String trainer() {
    return keys.trainer().isEmpty() ? "transformers" : keys.trainer();
  }
}
