package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.json.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Cases with a known verdict: JSON lines with {@code gold}, {@code prediction} and {@code expected}
 * (true or 1, false or 0), optionally {@code benchmark}.
 */
public final class GradingCases {

  private GradingCases() {}

  /** A case whose verdict is not the expected one. */
  public record Disagreement(
      int line, String gold, String prediction, boolean expected, Verdict verdict) {}

  /** How many verdicts are the expected ones. */
  public record Agreement(int total, int agreed, List<Disagreement> disagreements) {}

  /**
   * Grades every case of {@code file}; {@code style} gives the style of a benchmark name, {@code
   * standard} without one.
   */
  public static Agreement grade(
      Path file, GradingStyle standard, Function<String, GradingStyle> style) {
    List<JsonLines.Row> rows = JsonLines.read(file);
    var disagreements = new ArrayList<Disagreement>();
    for (JsonLines.Row row : rows) {
      JsonNode benchmark = row.object().get("benchmark");
      GradingStyle own = benchmark == null ? standard : style.apply(benchmark.asText());
      String gold = text(file, row, "gold");
      String prediction = text(file, row, "prediction");
      boolean expected = expected(file, row);
      Verdict verdict = Grader.grade(own, gold, prediction);
      if (verdict.equal() != expected) {
        disagreements.add(new Disagreement(row.line(), gold, prediction, expected, verdict));
      }
    }
    return new Agreement(rows.size(), rows.size() - disagreements.size(), disagreements);
  }

  private static String text(Path file, JsonLines.Row row, String key) {
    JsonNode value = row.object().get(key);
    if (value == null || !value.isValueNode() || value.isNull()) {
      throw BadDataException.of(
              "%s line %d: \"%s\" must be a text or a number", file, row.line(), key)
          .in(file, key);
    }
    return value.asText();
  }

  private static boolean expected(Path file, JsonLines.Row row) {
    JsonNode value = row.object().get("expected");
    boolean known =
        value != null
            && (value.isBoolean() || (value.isInt() && (value.asInt() == 0 || value.asInt() == 1)));
    if (!known) {
      throw BadDataException.of("%s line %d: \"expected\" must be true or false", file, row.line())
          .in(file, "expected");
    }
    return value.asBoolean();
  }
}
