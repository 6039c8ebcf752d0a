package io.github.alpharl.watch.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.failure.Wording;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JSON lines: verl, prime-rl, the lab and exports of trackers. */
final class JsonLinesSource extends KeyedSource {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final LineTail tail;
  private long lines;
  private String odd = "";

  JsonLinesSource(Path file) {
    super(file);
    tail = new LineTail(file);
  }

  @Override
  public List<MetricRow> poll(boolean end) {
    List<MetricRow> rows = new ArrayList<>();
    tail.poll(end, line -> take(line, rows));
    count(
        path() + ": was begun anew {} times; its steps count as a new attempt",
        tail.wasRestarted() ? 1 : 0);
    count(path() + ": {} lines are longer than 16 MiB: passed over", tail.tooLong());
    return rows;
  }

  private void take(String line, List<MetricRow> rows) {
    lines++;
    if (line.isBlank()) {
      return;
    }
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.isObject()) {
        odd(line);
        return;
      }
      int before = rows.size();
      keys.row(node).ifPresent(rows::add);
      count(path() + ": {} lines have no step and are passed over", rows.size() == before ? 1 : 0);
    } catch (JsonProcessingException _) {
      odd(line);
    }
  }

  private void odd(String line) {
    if (odd.isEmpty()) {
      odd = "line " + lines + ": " + Wording.brief(line.strip());
    }
    count(path() + ": {} lines are no JSON objects and are passed over; " + odd, 1);
  }
}
