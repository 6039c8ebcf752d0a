package io.github.alpharl.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.cli.option.KnownForecasters;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.json.Json;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.report.Table;
import io.github.alpharl.view.JsonKeys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alpharl ls}: the names that other commands take. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the forecasters, tasks, benchmarks or architectures that are known.",
    footer = {"", "Examples:", "  alpharl ls forecasters", "  alpharl ls benchmarks --json"})
public final class Ls implements Runnable {

  /** What can be listed. */
  private enum Kind {
    FORECASTERS,
    TASKS,
    BENCHMARKS,
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

  @Mixin private TableOutput output;

  @Parameters(paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.")
  private Kind kind;

  @Override
  public void run() {
    List<Map<String, String>> rows =
        switch (kind) {
          case FORECASTERS -> forecasters();
          case TASKS -> Tasks.all().stream().map(Ls::task).toList();
          case BENCHMARKS -> benchmarks();
          case ARCHITECTURES -> architectures();
        };
    if (output.json()) {
      output.printJson(Map.of(kind.toString(), rows.stream().map(JsonKeys::renamed).toList()));
      return;
    }
    Table table = new Table(rows.getFirst().keySet().toArray(String[]::new));
    rows.forEach(row -> table.row(row.values().toArray()));
    table.print(output.out());
  }

  private static Map<String, String> row(String... keysAndValues) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      row.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return row;
  }

  private static List<Map<String, String>> forecasters() {
    return KnownForecasters.ALL.families().stream()
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
