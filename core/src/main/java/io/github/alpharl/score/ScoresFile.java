package io.github.alpharl.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.score.table.Content;
import io.github.alpharl.score.table.MetricFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads scores: CSV with the header {@code step,accuracy} or {@code step,accuracy,samples} (any
 * order), or JSON lines with the same keys. UTF-8; blank lines are skipped, everything else must be
 * right: one score a step, accuracies as fractions from 0 to 1.
 */
public final class ScoresFile {

  static final Set<String> KEYS = Set.of("step", "accuracy", "samples");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Such as 0.5, .5 and 5e-1; not "0.", which is the beginning of a number, nor Java's "0.5d". */
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+|[0-9]*\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private final Path file;
  private final boolean percent;
  private final Map<Long, Integer> lineOfStep = new HashMap<>();
  private final List<Score> scores = new ArrayList<>();

  private ScoresFile(Path file, boolean percent) {
    this.file = file;
    this.percent = percent;
  }

  /** The scores in {@code file}; an error names the line. */
  public static ScoreSeries read(Path file) {
    return read(file, Content.of(file), false);
  }

  /** The scores in the content of {@code file}, from 0 to 100 if {@code percent}. */
  static ScoreSeries read(Path file, Content content, boolean percent) {
    return new ScoresFile(file, percent).parse(lines(file, content));
  }

  private ScoreSeries parse(List<String> lines) {
    int first = 0;
    while (first < lines.size() && lines.get(first).isBlank()) {
      first++;
    }
    if (first == lines.size()) {
      throw BadDataException.of("%s is empty; it needs %s", file, expected())
          .in(file)
          .as(Defect.MISSING);
    }
    if (lines.get(first).strip().startsWith("{")) {
      readJson(lines);
    } else {
      readCsv(lines, first);
    }
    return new ScoreSeries(scores);
  }

  private void readCsv(List<String> lines, int header) {
    List<String> columns = cells(lines.get(header));
    requireKeys(header + 1, columns);
    for (int i = header + 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        add(i + 1, row(i + 1, columns, cells(lines.get(i))));
      }
    }
    if (scores.isEmpty()) {
      throw BadDataException.of(
              "%s has a header but no scores; it needs a line for each step", file)
          .in(file)
          .as(Defect.MISSING);
    }
  }

  private Map<String, String> row(int line, List<String> columns, List<String> cells) {
    if (cells.size() != columns.size()) {
      throw BadDataException.of(
              "%s line %d: %d values found, %d expected (%s)",
              file, line, cells.size(), columns.size(), String.join(",", columns))
          .in(file, line);
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      row.put(columns.get(i), cells.get(i));
    }
    return row;
  }

  private void readJson(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        add(i + 1, object(i + 1, lines.get(i)));
      }
    }
  }

  private Map<String, String> object(int line, String text) {
    JsonNode node = json(line, text);
    if (!node.isObject()) {
      throw BadDataException.of("%s line %d: a JSON object expected", file, line).in(file, line);
    }
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    requireKeys(line, keys);
    Map<String, String> row = new LinkedHashMap<>();
    keys.forEach(key -> row.put(key, number(line, key, node.get(key))));
    return row;
  }

  private JsonNode json(int line, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw BadDataException.because(
              String.format(
                  Locale.ROOT, "%s line %d is not a JSON object: %s", file, line, reason(e)),
              e)
          .in(file, line);
    }
  }

  private static String reason(JsonProcessingException e) {
    return e instanceof JsonEOFException ? "it ends in the middle" : e.getOriginalMessage();
  }

  private String number(int line, String key, JsonNode value) {
    boolean absent = key.equals("samples") && value.isNull();
    if (!value.isNumber() && !absent) {
      throw BadDataException.of("%s line %d: %s must be a number, found %s", file, line, key, value)
          .in(file, line);
    }
    return absent ? "" : value.asText();
  }

  private void requireKeys(int line, List<String> keys) {
    Set<String> unknown = new TreeSet<>(keys);
    unknown.removeAll(KEYS);
    boolean complete = keys.contains("step") && keys.contains("accuracy");
    if (!complete || !unknown.isEmpty() || Set.copyOf(keys).size() < keys.size()) {
      throw BadDataException.of(
              "%s line %d: found %s; expected %s", file, line, String.join(",", keys), expected())
          .in(file, line);
    }
  }

  private void add(int line, Map<String, String> row) {
    long step = step(line, row.get("step"));
    Integer earlier = lineOfStep.put(step, line);
    if (earlier != null) {
      throw BadDataException.of(
              "%s line %d: step %d already has a score on line %d; keep one",
              file, line, step, earlier)
          .in(file, line);
    }
    double accuracy = accuracy(line, row.get("accuracy"));
    scores.add(new Score(step, accuracy, samples(line, row.getOrDefault("samples", ""))));
  }

  private long step(int line, String text) {
    return whole(line, "step", text, 0);
  }

  private OptionalLong samples(int line, String text) {
    return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(whole(line, "samples", text, 1));
  }

  private long whole(int line, String key, String text, long least) {
    long value = -1;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      // reported below, as every other wrong value is
    }
    if (value < least) {
      throw BadDataException.of(
              "%s line %d: %s must be a whole number of at least %d, found \"%s\"",
              file, line, key, least, text)
          .in(file, line);
    }
    return value;
  }

  private double accuracy(int line, String text) {
    double value = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (percent && value >= 0 && value <= 100) {
      return value / 100;
    }
    if (percent || !(value >= 0 && value <= 1)) {
      throw noAccuracy(line, text, !percent && value > 1 && value <= 100);
    }
    return value;
  }

  private BadDataException noAccuracy(int line, String text, boolean likePercent) {
    BadDataException error =
        BadDataException.of(
                "%s line %d: accuracy must be a %s, found \"%s\"%s",
                file,
                line,
                percent ? "percentage from 0 to 100" : "fraction from 0 to 1",
                text,
                likePercent ? "; divide percentages by 100" : "")
            .in(file, line);
    return likePercent ? error.by(Setting.PERCENT) : error;
  }

  static List<String> cells(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  private static String expected() {
    return MetricFile.expected();
  }

  static List<String> lines(Path file, Content content) {
    try (BufferedReader reader = new BufferedReader(content.text())) {
      List<String> lines = new ArrayList<>(reader.readAllLines());
      lines.replaceAll(line -> line.startsWith("\uFEFF") ? line.substring(1) : line);
      return lines;
    } catch (IOException e) {
      throw BadDataException.because(file + " is not UTF-8 text", e).in(file);
    }
  }
}
