package io.github.alpharl.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import io.github.alpharl.watch.weight.WeightRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a live watch was shown, in its order: a line an event. A watch that was killed takes it in
 * again and stands where it stood, whatever became of the log and the checkpoints since.
 */
final class Journal implements AutoCloseable {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  private final Path file;
  private FileChannel channel; // null while nothing is added

  Journal(Path file) {
    this.file = file;
  }

  /** Something that was shown. */
  sealed interface Event {}

  /** A row of the log, before rows of a step are joined. */
  record Logged(MetricRow row) implements Event {}

  /** The log that the run keeps was found. */
  record Found(Path log) implements Event {}

  /** Figures of a step whose row was taken in before. */
  record Late(MetricRow row) implements Event {}

  /** A score of a checkpoint, beside the log. */
  record Scored(MetricRow row) implements Event {}

  /** A checkpoint; the stamp tells when it is written again. */
  record Measured(WeightRow row, String stamp) implements Event {}

  /** A checkpoint that could not be decomposed. */
  record Refused(long step, String stamp, BadDataException refusal) implements Event {}

  /** The log paused, so that its last row is whole. */
  record Paused() implements Event {}

  /** No step for so many seconds. */
  record Stalled(long step, long seconds) implements Event {}

  /** Appends {@code event}; it is on the disk when this returns. */
  void add(Event event) {
    try {
      if (channel == null) {
        channel = open(file);
      }
      write(channel, JSON.writeValueAsString(json(event)));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    } catch (IOException e) {
      throw Disk.failed("cannot write", file, e);
    }
  }

  /** Lets the file go until the next event. */
  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw Disk.failed("cannot write", file, e);
    } finally {
      channel = null;
    }
  }

  /** Appends {@code line} to {@code file}. */
  static void append(Path file, String line) {
    try (FileChannel end = open(file)) {
      write(end, line);
    } catch (IOException e) {
      throw Disk.failed("cannot write", file, e);
    }
  }

  /** The end of {@code file}. */
  private static FileChannel open(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel end =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return end.position(end.size());
  }

  private static void write(FileChannel end, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      end.write(bytes);
    }
  }

  /** Hands over the events so far; a half-written last one is cut off. */
  void replay(Consumer<Event> events) {
    forEachLine(file, node -> events.accept(event(node)));
  }

  /** Hands over the objects of {@code file}, and cuts off a last line that a kill left half. */
  static void forEachLine(Path file, Consumer<JsonNode> objects) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      cut(file);
      try (BufferedReader reader = Files.newBufferedReader(file)) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          objects.accept(JSON.readTree(line));
        }
      }
    } catch (JsonProcessingException e) {
      throw BadDataException.because(
              file + ": is damaged; move it away, and the watch begins anew", e)
          .in(file);
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long size = channel.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      while (size > 0) {
        channel.read(last.clear(), size - 1);
        if (last.get(0) == '\n') {
          break;
        }
        size--;
      }
      channel.truncate(size);
    }
  }

  private static ObjectNode json(Event event) {
    ObjectNode json = JSON.createObjectNode();
    switch (event) {
      case Logged logged -> put(json, "row", logged.row());
      case Found found -> json.put("event", "log").put("path", found.log().toString());
      case Late late -> put(json, "late", late.row());
      case Scored scored -> put(json, "score", scored.row());
      case Measured measured -> {
        WeightRow row = measured.row();
        json.put("event", "weights").put("step", row.step()).put("stamp", measured.stamp());
        json.put("norm", row.norm()).put("identical", row.identical());
        json.put("alignment", row.alignment());
        ObjectNode values = json.putObject("values");
        row.values().forEach((measure, value) -> values.put(measure.name(), value));
      }
      case Refused refused ->
          json.put("event", "refused")
              .put("step", refused.step())
              .put("stamp", refused.stamp())
              .put("defect", refused.refusal().defect().name())
              .put("message", refused.refusal().getMessage());
      case Paused _ -> json.put("event", "pause");
      case Stalled stalled ->
          json.put("event", "stall").put("step", stalled.step()).put("seconds", stalled.seconds());
    }
    return json;
  }

  private static void put(ObjectNode json, String event, MetricRow row) {
    json.put("event", event).put("step", row.step());
    ObjectNode values = json.putObject("values");
    row.values().forEach((signal, value) -> values.put(signal.name(), value));
  }

  private static Event event(JsonNode json) {
    long step = json.path("step").asLong();
    String stamp = json.path("stamp").asText();
    return switch (json.path("event").asText()) {
      case "row" -> new Logged(row(json));
      case "log" -> new Found(Path.of(json.path("path").asText()));
      case "late" -> new Late(row(json));
      case "score" -> new Scored(row(json));
      case "weights" -> {
        Map<WeightMeasure, Double> values = new EnumMap<>(WeightMeasure.class);
        json.path("values")
            .properties()
            .forEach(e -> values.put(measure(e.getKey()), e.getValue().asDouble()));
        yield new Measured(
            new WeightRow(
                step,
                values,
                json.path("norm").asDouble(),
                json.path("identical").asBoolean(),
                json.path("alignment").asDouble()),
            stamp);
      }
      case "refused" ->
          new Refused(
              step,
              stamp,
              BadDataException.of("%s", json.path("message").asText())
                  .as(Defect.valueOf(json.path("defect").asText())));
      case "pause" -> new Paused();
      default -> new Stalled(step, json.path("seconds").asLong());
    };
  }

  /** Journals of earlier builds call the norm share by another name. */
  private static WeightMeasure measure(String name) {
    return name.equals("ENERGY_SHARE") ? WeightMeasure.NORM_SHARE : WeightMeasure.valueOf(name);
  }

  private static MetricRow row(JsonNode json) {
    Map<Signal, Double> values = new EnumMap<>(Signal.class);
    json.path("values")
        .properties()
        .forEach(e -> values.put(Signal.valueOf(e.getKey()), e.getValue().asDouble()));
    return new MetricRow(json.path("step").asLong(), values);
  }
}
