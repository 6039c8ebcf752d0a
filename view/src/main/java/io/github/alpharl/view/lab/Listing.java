package io.github.alpharl.view.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.json.Json;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.report.Table;
import io.github.alpharl.view.JsonKeys;
import io.github.alpharl.view.View;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * Names that a user can give, with what they are.
 *
 * @param kind of the names
 * @param rows one a name, columns in order
 */
public record Listing(Kind kind, List<Map<String, String>> rows) implements View {

  /** What can be listed. */
  public enum Kind {
    /** Ways to forecast. */
    FORECASTERS,
    /** Tasks of the lab. */
    TASKS,
    /** Sets of problems. */
    BENCHMARKS,
    /** Names of weights whose layer and kind are known. */
    ARCHITECTURES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Map<String, String> PREDICTS =
      Map.of(
          "hold", "the last checkpoint",
          "extrapolate", "a line from the base",
          "velocity", "the last change, on",
          "relex", "a fit of the path",
          "alpharl", "by the accuracy",
          "next", "by a network");

  /** The names of {@code kind}; forecasters are {@code known}. */
  public static Listing of(Kind kind, Forecasters known) {
    return new Listing(
        kind,
        switch (kind) {
          case FORECASTERS -> forecasters(known);
          case TASKS -> Tasks.all().stream().map(Listing::task).toList();
          case BENCHMARKS -> benchmarks();
          case ARCHITECTURES -> architectures();
        });
  }

  @Override
  public Object document() {
    return Map.of(kind.toString(), rows.stream().map(JsonKeys::renamed).toList());
  }

  @Override
  public void print(PrintWriter out) {
    Table table = new Table(rows.getFirst().keySet().toArray(String[]::new));
    rows.forEach(row -> table.row(row.values().toArray()));
    table.print(out);
  }

  private static Map<String, String> row(String... keysAndValues) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  private static List<Map<String, String>> forecasters(Forecasters known) {
    return known.families().stream()
        .map(
            family ->
                row(
                    "name",
                    family.name(),
                    "predicts",
                    PREDICTS.getOrDefault(family.name(), ""),
                    "options",
                    family.options().stream().sorted().collect(Collectors.joining(" "))))
        .toList();
  }

  private static Map<String, String> task(Task task) {
    Problem problem = task.draw(new Random(0));
    return row("name", task.name(), "prompt", problem.prompt(), "solution", task.solution(problem));
  }

  private static List<Map<String, String>> benchmarks() {
    return Arrays.stream(BenchmarkKind.values())
        .filter(kind -> kind != BenchmarkKind.CUSTOM)
        .map(
            kind ->
                row(
                    "name",
                    kind.names().getFirst(),
                    "graded by",
                    kind.style().toString().toLowerCase(Locale.ROOT),
                    "data set",
                    kind.dataset()))
        .toList();
  }

  /** The names of weights whose layer and kind are known; any other matrix is a module, too. */
  private static List<Map<String, String>> architectures() {
    List<Map<String, String>> rows = new ArrayList<>();
    JsonNode table = Json.resource(ModuleTable.class, "module-patterns.json");
    for (JsonNode family : table.path("families")) {
      JsonNode prefixes = family.path("prefixes");
      String others = prefixes.size() == 1 ? "none" : (prefixes.size() - 1) + " more";
      family
          .path("modules")
          .forEach(
              module ->
                  rows.add(
                      row(
                          "weights",
                          prefixes.path(0).asText() + module.asText(),
                          "other prefixes",
                          others)));
    }
    return rows;
  }
}
