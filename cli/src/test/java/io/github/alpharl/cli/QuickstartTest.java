package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.eval.benchmark.Problem;
import io.github.alpharl.eval.benchmark.TaskBenchmark;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first tour, made small, as a user runs it. */
class QuickstartTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PROBLEMS = 64;
  private static final int CONFIRM = 32;

  @TempDir Path temp;

  private static Object[] command(Path out) {
    return new Object[] {
      "quickstart",
      "--out",
      out,
      "--steps",
      20,
      "--prompts",
      8,
      "--learning-rate",
      "2e-4",
      "--validation",
      32,
      "--problems",
      PROBLEMS,
      "--first-round",
      4,
      "--confirm",
      CONFIRM,
      "--reach",
      "2",
      "--seed",
      3,
      "--json"
    };
  }

  @Test
  void theTableIsThatOfTheWrittenModelsAndSurvivesAKill() throws Exception {
    Path whole = temp.resolve("whole");
    JsonNode found = JsonDocuments.read("quickstart", Cli.run(command(whole)).ok().out());
    checkFigures(found);
    checkAgainstModels(whole, found);
    checkEvaluatedFile(whole, found);

    Path killed = trained(whole, temp.resolve("killed"));
    Cli.Child child = Cli.start(List.of(), command(killed));
    await(child, killed.resolve("models/forecast-40"));
    child.kill();
    assertThat(killed.resolve("evaluated.jsonl")).doesNotExist();
    JsonNode resumed = JSON.readTree(Cli.fork(command(killed)).ok().out());
    assertThat(resumed.get("models")).isEqualTo(found.get("models"));
    assertThat(resumed.get("reading")).isEqualTo(found.get("reading"));
  }

  /** The same tour when its trainings were done; their kills are InterruptedTrainingTest's. */
  private static Path trained(Path whole, Path to) {
    Trees.copy(whole, to);
    for (String later : List.of("models", "results", "evaluations")) {
      Trees.delete(to.resolve(later));
    }
    for (String later : List.of("evaluated.jsonl", "report.html")) {
      assertThat(to.resolve(later).toFile().delete()).isTrue();
    }
    return to;
  }

  private static void await(Cli.Child child, Path file) throws InterruptedException {
    while (child.process().isAlive() && !Files.exists(file)) {
      Thread.sleep(5);
    }
  }

  private static JsonNode model(JsonNode found, String name) {
    for (JsonNode model : found.get("models")) {
      if (model.get("name").asText().equals(name)) {
        return model;
      }
    }
    throw new AssertionError(name + " is missing in " + found);
  }

  private static void checkFigures(JsonNode found) {
    double base = model(found, "base").get("accuracy").asDouble();
    double full = model(found, "full model").get("accuracy").asDouble();
    assertThat(full).isGreaterThan(base + 0.2);
    assertThat(found.get("models")).hasSize(10);
    for (JsonNode model : found.get("models")) {
      if (model.has("refused")) {
        assertThat(model.get("refused").asText()).contains("at least 4 scores");
        continue;
      }
      double accuracy = model.get("accuracy").asDouble();
      assertThat(model.get("ofFull").asDouble()).isCloseTo(accuracy / full, within(1e-12));
      assertThat(model.get("ofGain").asDouble())
          .isCloseTo((accuracy - base) / (full - base), within(1e-12));
      assertThat(model.get("samples").asInt()).isEqualTo(2 * PROBLEMS);
    }
    assertThat(model(found, "first 10 % + search").get("steps").asInt()).isEqualTo(2);
    assertThat(model(found, "first 40 % + AlphaRL, rank 1").get("steps").asInt()).isEqualTo(8);
    assertThat(found.get("reading").get(0).asText()).contains("in 20 steps");
    assertThat(found.get("commands").toString())
        .contains("alpharl train", "alpharl decompose", "--search", "alpharl reconstruct");
  }

  /** Again from the directories alone, in this process and into another folder. */
  private void checkAgainstModels(Path root, JsonNode found) throws IOException {
    Path folder = temp.resolve("again");
    for (String[] pair :
        new String[][] {
          {"run/step-0", "base"},
          {"models/search-40", "first 40 % + search"},
          {"models/forecast-40", "first 40 % + AlphaRL, rank 1"},
          {"models/rank-1", "rank 1 of the full update"},
          {"run/step-20", "full model"}
        }) {
      JsonNode summary =
          JSON.readTree(
              Cli.run(
                      "evaluate",
                      root.resolve(pair[0]),
                      "--benchmark",
                      "chained-arithmetic",
                      "--limit",
                      PROBLEMS,
                      "--samples",
                      2,
                      "--out",
                      folder.resolve(pair[0]),
                      "--json")
                  .ok()
                  .out());
      JsonNode model = model(found, pair[1]);
      assertThat(model.get("accuracy")).isEqualTo(summary.at("/average/value"));
      assertThat(model.get("standardError")).isEqualTo(summary.at("/average/standardError"));
      int right = 0;
      for (String line : Files.readAllLines(folder.resolve(pair[0]).resolve("samples.jsonl"))) {
        right += JSON.readTree(line).get("correct").asBoolean() ? 1 : 0;
      }
      assertThat(model.get("accuracy").asDouble())
          .isCloseTo(right / (2.0 * PROBLEMS), within(1e-12));
    }
  }

  private static void checkEvaluatedFile(Path root, JsonNode found) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(root.resolve("evaluated.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines).hasSize(9); // the forecast from 10 % has too few scores here
    for (JsonNode line : lines) {
      JsonNode model = model(found, line.get("name").asText());
      for (String key : List.of("steps", "accuracy", "standardError", "samples")) {
        assertThat(line.get(key)).isEqualTo(model.get(key));
      }
    }
  }

  @Test
  void nothingIsTunedOnTestProblems() {
    Task task = Tasks.named("chained-arithmetic");
    Set<String> test = prompts(TaskBenchmark.of(task, 1024, 0).problems());
    Set<String> validation = prompts(TaskBenchmark.validation(task, 0, 4096, 0).problems());
    Set<String> training = new HashSet<>();
    new Problems(task, Split.TRAIN, 0).range(0, 10_000).forEach(p -> training.add(p.prompt()));
    assertThat(Collections.disjoint(test, validation)).isTrue();
    assertThat(Collections.disjoint(test, training)).isTrue();
    assertThat(Collections.disjoint(validation, training)).isTrue();
  }

  private static Set<String> prompts(List<Problem> problems) {
    Set<String> prompts = new HashSet<>();
    problems.forEach(problem -> prompts.add(problem.question()));
    return prompts;
  }

  @Test
  void foldersOfOtherThingsAreLeftAlone() throws IOException {
    Cli.run("quickstart", "--out", temp).refused(4, "holds no quickstart", "--out");
    Path other = temp.resolve("other");
    Files.createDirectories(other);
    Files.writeString(other.resolve("quickstart.json"), "{}");
    Cli.run("quickstart", "--out", other).refused(2, "holds another quickstart");
    Cli.run("quickstart", "--out", temp.resolve("x"), "--steps", 19).refused(2, "at least 20");
    assertThat(temp.resolve("x")).doesNotExist();
  }

  @Test
  void withoutTrainingAPlantedRunShowsTheChain() {
    Cli.Result result = Cli.run("quickstart", "--synthetic", "--out", temp.resolve("s")).ok();
    assertThat(result.out())
        .contains("This run is synthetic", "$ alpharl predict", "last observed checkpoint");
  }
}
