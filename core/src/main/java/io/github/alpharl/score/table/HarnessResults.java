package io.github.alpharl.score.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The results that lm-eval and lighteval write, one file for each model: {@code results} by task
 * and metric, such as {@code gsm8k/exact_match,strict-match}. The step is that of the checkpoint
 * which a file says it evaluated, else of its folder.
 */
final class HarnessResults {

  private static final int DEPTH = 8;

  private static final Pattern FILE =
      Pattern.compile("results(_.*)?\\.json"); // results_2025-….json

  private final Path folder;
  private final TableBuilder table;
  private final List<Result> results = new ArrayList<>();
  private final Map<Double, String> models = new HashMap<>();
  private final List<String> stepless = new ArrayList<>();

  private HarnessResults(Path folder) {
    this.folder = folder;
    this.table = new TableBuilder(folder, "file");
  }

  /**
   * The results below {@code folder}, if there are any.
   *
   * @throws BadDataException if none is of a checkpoint, or two models are of one step
   */
  static Optional<MetricTable> find(Path folder) {
    List<Path> files = files(folder);
    HarnessResults found = new HarnessResults(folder);
    files.forEach(found::add);
    found.fill();
    return found.table.rows() + found.stepless.size() == 0
        ? Optional.empty()
        : Optional.of(found.build(files.size()));
  }

  /**
   * Refuses the results of one model, which are no scores by step.
   *
   * @throws BadDataException if {@code read} holds them
   */
  static void refuseOne(MetricTable read) {
    if (has(read, "results/") && (has(read, "config/") || has(read, "config_general/"))) {
      throw BadDataException.of(
              "%s: holds the results of one model; give the folder that holds such a file"
                  + " (results_….json) of each checkpoint, or write a table with a line for each"
                  + " step: step,accuracy",
              read.source())
          .in(read.source())
          .as(Defect.MISSING);
    }
  }

  private static boolean has(MetricTable read, String prefix) {
    return read.columns().stream().anyMatch(column -> column.name().startsWith(prefix));
  }

  /** By the time in their names, the newest last. */
  private static List<Path> files(Path folder) {
    Predicate<Path> wanted =
        path -> FILE.matcher(path.getFileName().toString()).matches() && Files.isRegularFile(path);
    return Listing.below(folder, DEPTH, wanted).stream()
        .sorted(Comparator.comparing(path -> path.getFileName().toString()))
        .toList();
  }

  private void add(Path file) {
    JsonNode read = Json.read(file);
    if (!read.path("results").isObject()) {
      return;
    }
    Optional<String> name =
        names(file, read).stream().filter(each -> step(each).isPresent()).findFirst();
    if (name.isEmpty()) {
      stepless.add(file.toString());
      return;
    }
    String model = argument(read.path("config"), "pretrained");
    boolean adapter = !argument(read.path("config"), "peft").isEmpty();
    results.add(new Result(name.get(), model, adapter, read.path("results")));
  }

  /** One file: what names its step, the model that was loaded, whether an adapter lay on it. */
  private record Result(String name, String model, boolean adapter, JsonNode metrics) {

    /** What stands before the step in the path that names it; empty for a name alone. */
    String run() {
      return name.substring(0, Math.max(0, named(name).lastIndexOf('/')));
    }

    /** True if it is of the model under the adapters of {@code others}, itself without one. */
    boolean isUnder(List<Result> others) {
      return !adapter
          && name.equals(model)
          && others.stream().anyMatch(other -> other.adapter && other.model.equals(model));
    }
  }

  private void fill() {
    String run = largestRun();
    for (Result result : results) {
      if (result.isUnder(results)) {
        table.note(
            "%s: the results of %s, on which the adapters lie, count as those of step 0"
                .formatted(folder, Wording.brief(result.model)));
        row(0, result);
      } else if (result.run().isEmpty() || result.run().equals(run)) {
        row(step(result.name).orElseThrow(), result);
      } else {
        table.note(
            "%s: the results of %s are left out, as the others are of %s; those of the base count in"
                    .formatted(folder, Wording.brief(result.name), Wording.brief(run))
                + " a folder called step-0");
      }
    }
  }

  /** The folder of the checkpoints, where all but a few lie in one. */
  private String largestRun() {
    Map<String, Set<String>> runs = new TreeMap<>();
    results.stream()
        .filter(result -> !result.run().isEmpty() && !result.isUnder(results))
        .forEach(
            result -> runs.computeIfAbsent(result.run(), _ -> new TreeSet<>()).add(result.name));
    results.forEach(
        result ->
            requireSame(
                result.isUnder(results) ? 0 : step(result.name).orElseThrow(), result.name));
    List<String> largest =
        runs.keySet().stream()
            .sorted(Comparator.comparingInt((String run) -> -runs.get(run).size()))
            .toList();
    if (largest.size() > 1 && runs.get(largest.get(0)).size() == runs.get(largest.get(1)).size()) {
      throw BadDataException.of(
              "%s: holds as many results of %s as of %s; give the folder with the results of one run",
              folder, Wording.brief(largest.get(0)), Wording.brief(largest.get(1)))
          .in(folder)
          .as(Defect.MISMATCH);
    }
    return largest.isEmpty() ? "" : largest.getFirst();
  }

  private void row(double step, Result result) {
    table.row(table.rows() + 1L);
    table.step(step);
    result.metrics.properties().forEach(task -> addTask(task.getKey(), task.getValue()));
  }

  private void addTask(String task, JsonNode metrics) {
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      if (metric.getValue().isNumber() && !metric.getKey().contains("_stderr")) {
        table.number(task + "/" + metric.getKey(), metric.getValue().doubleValue());
      }
    }
  }

  private void requireSame(double step, String model) {
    String other = models.putIfAbsent(step, model);
    if (other != null && !other.equals(model)) {
      throw BadDataException.of(
              "%s: holds results of %s and of %s, which are both of step %s; give the folder with"
                  + " the results of one run",
              folder, Wording.brief(other), Wording.brief(model), Wording.number(step))
          .in(folder)
          .as(Defect.MISMATCH);
    }
  }

  /**
   * What may name the checkpoint, the surest first. Folders come before the model, which may be a
   * base that is itself a checkpoint; but for those that lm-eval names after the model.
   */
  private List<String> names(Path file, JsonNode read) {
    List<String> plain = new ArrayList<>();
    List<String> ofModels = new ArrayList<>();
    for (Path part : folder.relativize(file.getParent())) {
      String name = part.toString();
      (name.contains("__") ? ofModels : plain).add(name.replace("__", "/"));
    }
    JsonNode config = read.path("config");
    List<String> names = new ArrayList<>();
    names.add(argument(config, "peft"));
    names.addAll(plain.reversed());
    names.add(argument(config, "pretrained"));
    names.add(argument(config, "model"));
    names.add(read.path("model_name").asText(""));
    names.add(read.path("config_general").path("model_name").asText(""));
    names.addAll(ofModels.reversed());
    return names;
  }

  /**
   * An argument such as the peft of {@code pretrained=base,peft=runs/checkpoint-10}, which are text
   * or an object; "" if it is not there.
   */
  private static String argument(JsonNode config, String key) {
    JsonNode given = config.path("model_args");
    return given.isObject()
        ? given.path(key).asText("")
        : Stream.of(given.asText("").split(","))
            .filter(each -> each.startsWith(key + "="))
            .map(each -> each.substring(key.length() + 1))
            .findFirst()
            .orElse("");
  }

  /** The step of the last folder in {@code name} that names one. */
  private static OptionalDouble step(String name) {
    return StepCell.named(named(name));
  }

  /** {@code name} as far as the last folder that names a step; empty if none does. */
  private static String named(String name) {
    String rest = name;
    while (!rest.isEmpty() && StepCell.named(rest).isEmpty()) {
      rest = rest.substring(0, Math.max(0, rest.lastIndexOf('/')));
    }
    return rest;
  }

  private MetricTable build(int files) {
    if (table.rows() == 0) {
      throw BadDataException.of(
              "%s: no file of results says which step its model is of, such as %s; put each into a"
                  + " folder of its step (step-10), or write a table with a line for each step:"
                  + " step,accuracy",
              folder, stepless.getFirst())
          .in(folder)
          .as(Defect.MISSING);
    }
    table.note(
        "%s: %s of an evaluation harness; the steps are those of the checkpoints"
            .formatted(folder, Wording.count(files, "file of results", "files of results")));
    if (!stepless.isEmpty()) {
      table.note(
          "%s: results that name no step are left out: %d, such as %s; those of the base count in a"
                  .formatted(folder, stepless.size(), stepless.getFirst())
              + " folder called step-0");
    }
    return table.build();
  }
}
