package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backtests and searches from the command line. */
class CompareCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temp;

  private static JsonNode json(Object... command) throws IOException {
    return JSON.readTree(Cli.run(command).ok().out());
  }

  private static JsonNode row(JsonNode found, String name) {
    for (JsonNode row : found.get("forecasters")) {
      if (row.get("name").asText().equals(name)) {
        return row;
      }
    }
    throw new AssertionError(name + " is missing in " + found);
  }

  @Test
  void errorsAreThoseOfTheFormulas() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    JsonNode found = json("compare", run, "--window", "100%", "--json");
    assertThat(found.get("fitted")).hasSize(3); // of 10, 20, 30, 40, 50
    assertThat(found.get("predicted").asLong()).isEqualTo(50);
    assertThat(found.get("forecasters")).hasSize(9);
    // ‖W(30) − W(50)‖/‖W(50) − W(0)‖ and the cosine over all modules
    double error2 = 0;
    double actual2 = 0;
    double held2 = 0;
    double product = 0;
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint thirty = HfCheckpoint.open(run.resolve("step-30"));
        HfCheckpoint fifty = HfCheckpoint.open(run.resolve("step-50"))) {
      for (String name : SmallModel.modules()) {
        Tensor w0 = base.tensor(name);
        for (long i = 0; i < w0.size(); i++) {
          double held = thirty.tensor(name).get(i) - w0.get(i);
          double actual = fifty.tensor(name).get(i) - w0.get(i);
          error2 += (held - actual) * (held - actual);
          actual2 += actual * actual;
          held2 += held * held;
          product += held * actual;
        }
      }
    }
    JsonNode hold = row(found, "hold");
    assertThat(hold.get("relativeError").asDouble())
        .isCloseTo(Math.sqrt(error2 / actual2), within(1e-9));
    assertThat(hold.get("cosine").asDouble())
        .isCloseTo(product / Math.sqrt(held2 * actual2), within(1e-9));
    assertThat(hold.get("modules")).hasSize(SmallModel.modules().size());
    double best = found.get("forecasters").get(0).get("relativeError").asDouble();
    assertThat(best).isLessThanOrEqualTo(hold.get("relativeError").asDouble());
    assertThat(found.get("choice").asText())
        .isEqualTo(found.get("forecasters").get(0).get("name").asText());
  }

  @Test
  void theSameCommandFindsWhatItHasKept() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    Path store = temp.resolve("store");
    Object[] command = {"compare", run, "--window", "100%", "--store", store, "--json"};
    String first = Cli.run(command).ok().out();
    Map<String, String> kept = Trees.of(store);
    assertThat(kept.keySet()).anyMatch(name -> name.contains("compare"));
    assertThat(Cli.run(command).ok().out()).isEqualTo(first);
    assertThat(Trees.of(store)).isEqualTo(kept);
  }

  @Test
  void whoCannotForecastSaysWhyAndTheOthersGoOn() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    JsonNode found =
        json("compare", run, "--window", "100%", "--forecasters", "alpharl,velocity", "--json");
    assertThat(row(found, "alpharl").get("refused").asText()).contains("at least 4 scores");
    assertThat(row(found, "alpharl").get("relativeError").isNull()).isTrue();
    assertThat(found.get("choice").asText()).isEqualTo("velocity");
    Files.delete(run.resolve("scores.csv"));
    Cli.Result text = Cli.run("compare", run, "--window", "100%").ok();
    assertThat(text.out()).contains("alpharl refuses: give the accuracies", "choice: ");
  }

  @Test
  void badInputIsRefused() {
    Path run = SmallRun.write(temp.resolve("run"));
    Cli.run("compare", run, "--window", "10..20").refused(2, "at least 2 checkpoints", "widen it");
    Cli.run("compare", run, "--window", "100%", "--fit", "0").refused(2, "between 0 and 100");
    Cli.run("compare", run, "--window", "100%", "--forecasters", "x").refused(2, "no forecaster");
  }

  private static Path lab(Path run, int... steps) throws IOException {
    List<String> links = new ArrayList<>();
    Path data = SharedData.find("tiny-run");
    for (int step : steps) {
      links.add("{\"step\": " + step + ", \"path\": \"" + data.resolve("step-" + step) + "\"}");
    }
    String list =
        "{\"base\": \""
            + data.resolve("step-0")
            + "\", \"steps\": ["
            + String.join(", ", links)
            + "]}";
    Files.createDirectories(run);
    Files.copy(data.resolve("scores.csv"), run.resolve("scores.csv"));
    Files.writeString(run.resolve("run.json"), list);
    return run;
  }

  @Test
  void accuracyIsMeasuredOnValidationProblems() throws IOException {
    Path run = lab(temp.resolve("run"), 6, 12, 18, 24);
    Object[] command = {
      "compare",
      run,
      "--window",
      "100%",
      "--forecasters",
      "hold,extrapolate",
      "--evaluate",
      "chained-arithmetic",
      "--problems",
      64,
      "--json"
    };
    JsonNode found = json(command);
    assertThat(row(found, "hold").get("accuracy").get("value").asDouble()).isBetween(0.2, 1.0);
    assertThat(found.get("actualAccuracy").get("value").asDouble()).isBetween(0.2, 1.0);
    assertThat(json(command)).isEqualTo(found);
    assertThat(Trees.of(run).keySet()).noneMatch(name -> name.contains("models/model-"));
  }

  @Test
  void aSearchTakesAForecastOnlyWhereItIsBetter() throws IOException {
    Path run = lab(temp.resolve("run"), 6, 12, 18, 24, 30);
    Path out = temp.resolve("out");
    Object[] command = {
      "predict",
      run,
      "--window",
      "100%",
      "--search",
      "chained-arithmetic",
      "--candidates",
      "extrapolate,velocity",
      "--reach",
      "0.5,1,2",
      "--refine",
      "0.4,0.2",
      "--adjusted",
      3,
      "--first-round",
      16,
      "--confirm",
      128,
      "--out",
      out,
      "--json"
    };
    JsonNode found = json(command);
    JsonNode search = found.get("search");
    List<String> names = search.get("standings").findValuesAsText("name");
    assertThat(names).doesNotHaveDuplicates().hasSize(6 + 2 + 2); // the line, and two rounds
    assertThat(names).filteredOn(name -> name.matches("[a-z]+ to step \\d+")).hasSize(6);
    assertThat(names)
        .filteredOn(name -> name.matches("[a-z]+ to step \\d+ adjusted 1.[12]"))
        .hasSize(2);
    int rounds = search.get("leader").asText().split("adjusted", -1).length - 1;
    assertThat(search.get("adjustments")).hasSize(rounds).allMatch(set -> set.size() == 6);
    boolean accepted = search.get("accepted").asBoolean();
    assertThat(accepted).isEqualTo(search.get("chance").asDouble() <= 0.05);
    assertThat(found.get("forecaster").asText().equals("hold")).isEqualTo(!accepted);
    Trees.delete(out);
    assertThat(json(command)).isEqualTo(found); // from what was kept
    Trees.delete(out);
    Object[] strict = java.util.Arrays.copyOf(command, command.length + 2);
    strict[command.length] = "--error";
    strict[command.length + 1] = "1e-300";
    assertThat(json(strict).get("forecaster").asText()).isEqualTo("hold");
    try (HfCheckpoint written = HfCheckpoint.open(out);
        HfCheckpoint last = HfCheckpoint.open(SharedData.find("tiny-run/step-30"))) {
      for (Tensor tensor : last.tensors().values()) {
        assertThat(written.tensor(tensor.name()).data().mismatch(tensor.data())).isEqualTo(-1);
      }
    }
  }
}
