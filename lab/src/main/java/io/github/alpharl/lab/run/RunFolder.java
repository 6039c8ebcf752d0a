package io.github.alpharl.lab.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.disk.TempNames;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.Score;
import io.github.alpharl.score.ScoresWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of a run: {@code training.json} (start, options, versions), {@code step-N} model
 * directories, {@code scores.csv}, {@code metrics.jsonl} and {@code trainer-state.safetensors}.
 *
 * @param root the run's directory
 */
record RunFolder(Path root) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Written by what controls the run's legs, before the run begins. */
  static final String CONTROL = "control.json";

  private static final String SAVE_EARLY = "saveEarly";
  private static final List<String> OTHERS = List.of(CONTROL, FolderLock.NAME);

  Path step(int step) {
    return root.resolve("step-" + step);
  }

  /** Where the trained model of a step is kept once another one has taken its place. */
  Path replaced(int step) {
    return root.resolve("before-jump").resolve("step-" + step);
  }

  Path state() {
    return root.resolve("trainer-state.safetensors");
  }

  private Path recordFile() {
    return root.resolve("training.json");
  }

  /** What the run here is. */
  JsonNode record() {
    JsonNode record = read(recordFile());
    if (record.path("options") instanceof ObjectNode options && !options.has(SAVE_EARLY)) {
      options.put(SAVE_EARLY, 0); // of before there was one: saved evenly
    }
    return record;
  }

  private Path scores() {
    return root.resolve("scores.csv");
  }

  private Path metrics() {
    return root.resolve("metrics.jsonl");
  }

  /** True if a run was begun here. */
  boolean begun() {
    return Files.isRegularFile(recordFile());
  }

  /** Writes the run's record, or checks that the one here belongs to the same run. */
  void begin(ObjectNode record) {
    if (begun()) {
      requireSame(record);
    }
    AtomicFile.write(recordFile(), text(record));
  }

  /** True if the record here is that of {@code wanted}, its number of steps included. */
  boolean holds(ObjectNode wanted) {
    if (!begun()) {
      return false;
    }
    // Through text: what was read back may differ in the types of its numbers.
    JsonNode found = parsed(record());
    JsonNode now = parsed(wanted);
    return Stream.of("start", "options").allMatch(part -> found.path(part).equals(now.path(part)));
  }

  /** True if {@code step} has its score. */
  boolean scored(int step) {
    return ScoresWriter.written(scores()).stream().anyMatch(score -> score.step() == step);
  }

  /** Refuses a folder that holds something, but no run. */
  void requireEmpty() {
    String[] children =
        root.toFile().list((_, name) -> !TempNames.isTemp(Path.of(name)) && !OTHERS.contains(name));
    if (Files.exists(root) && (children == null || children.length > 0)) {
      throw UsageException.of(
          "%s exists and holds no run of the lab; choose another directory.", root);
    }
  }

  /** Refuses a folder whose record is that of another run. */
  void requireSame(ObjectNode wanted) {
    JsonNode found = record();
    for (String part : List.of("start", "options")) {
      JsonNode before = found.path(part);
      JsonNode now = wanted.path(part);
      if (now.isObject()) {
        Set<String> keys = new LinkedHashSet<>();
        now.fieldNames().forEachRemaining(keys::add);
        before.fieldNames().forEachRemaining(keys::add); // a fault is named where there is one
        keys.forEach(key -> requireSame(key, before.get(key), now.get(key)));
      } else {
        requireSame(part, before, now);
      }
    }
  }

  private void requireSame(String key, JsonNode before, JsonNode now) {
    boolean may = key.equals("steps"); // a finished run may be continued
    if (!may && !String.valueOf(now).equals(String.valueOf(before))) {
      throw UsageException.of(
          "%s holds another run: its %s is %s, now %s was asked for; choose another"
              + " directory, or repeat the run's own command to continue it.",
          root, key, before, now);
    }
  }

  private static String text(ObjectNode json) {
    try {
      ObjectMapper pretty = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      return pretty.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private static JsonNode parsed(JsonNode json) {
    try {
      return JSON.readTree(json.toString());
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw BadDataException.because(file + ": is no JSON: " + e.getMessage(), e).in(file);
    }
  }

  /** Forgets scores and metrics of steps after {@code step}, which will be computed again. */
  void rewind(int step) {
    ScoresWriter.write(
        scores(),
        ScoresWriter.written(scores()).stream().filter(score -> score.step() <= step).toList());
    StringBuilder metrics = new StringBuilder();
    for (String line : lines(metrics())) {
      if (stepOf(line) <= step) {
        metrics.append(line).append('\n');
      }
    }
    AtomicFile.write(metrics(), metrics.toString());
  }

  /** The step of a line of metrics; what is none counts as the future. */
  private static int stepOf(String line) {
    try {
      return JSON.readTree(line).path("step").asInt(Integer.MAX_VALUE);
    } catch (JsonProcessingException _) {
      return Integer.MAX_VALUE;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw EnvironmentException.because("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Adds or replaces the score of a step. */
  void score(int step, double accuracy, int samples) {
    List<Score> all = new ArrayList<>(ScoresWriter.written(scores()));
    all.removeIf(score -> score.step() == step);
    all.add(new Score(step, accuracy, OptionalLong.of(samples)));
    ScoresWriter.write(scores(), all);
  }

  /** The sum of a metric over the steps after {@code from} up to {@code to}. */
  double total(String metric, int from, int to) {
    double total = 0;
    for (String line : lines(metrics())) {
      int step = stepOf(line);
      if (step > from && step <= to) {
        total += number(line, metric);
      }
    }
    return total;
  }

  private double number(String line, String metric) {
    try {
      return JSON.readTree(line).path(metric).asDouble(0);
    } catch (JsonProcessingException e) {
      throw BadDataException.because(metrics() + ": is no JSON: " + line, e).in(metrics());
    }
  }

  /** Adds a line of metrics; the file is replaced whole, so that it never holds half a line. */
  void metrics(ObjectNode line) {
    StringBuilder all = new StringBuilder();
    lines(metrics()).forEach(before -> all.append(before).append('\n'));
    AtomicFile.write(metrics(), all.append(line).append('\n').toString());
  }
}
