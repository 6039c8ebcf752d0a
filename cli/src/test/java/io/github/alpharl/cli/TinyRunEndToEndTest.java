package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole chain on a real run, against numpy and scikit-learn. */
class TinyRunEndToEndTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path temp;
  private static Path run;
  private static Path store;
  private static JsonNode golden;

  @BeforeAll
  static void decompose() throws IOException {
    run = SharedData.find("tiny-run");
    golden = JSON.readTree(run.resolve("golden.json").toFile());
    store = temp.resolve("store");
    JsonNode done = json("decompose", run, "--store", store, "--json");
    assertThat(done.get("decomposed")).hasSize(35);
  }

  private static JsonNode json(Object... command) throws IOException {
    return JSON.readTree(Cli.run(command).ok().out());
  }

  private static void assertClose(JsonNode found, double expected, double relative) {
    assertThat(found.asDouble()).isCloseTo(expected, within(relative * Math.abs(expected)));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }

  @Test
  void inspectNamesStepsAndModules() throws IOException {
    JsonNode found = JSON.readTree(Cli.fork("inspect", run, "--json").ok().out());
    assertThat(found.get("steps")).hasSize(35);
    assertThat(found.get("steps").get(34).get("step").asLong()).isEqualTo(105);
    assertThat(found.get("modules")).hasSize(14);
    assertThat(found.get("parameters").asLong()).isEqualTo(647_360);
  }

  @Test
  void dominanceAgreesForAllModulesAndSteps() throws IOException {
    JsonNode lines = json("dominance", run, "--store", store, "--json").get("modules");
    assertThat(lines).hasSize(35 * 14);
    for (JsonNode line : lines) {
      String name = line.get("name").asText();
      int index = line.get("step").asInt() / 3 - 1;
      assertClose(line.get("sigma"), golden.get("sigma1").get(name).get(index).asDouble(), 1e-5);
      assertClose(line.get("norm"), golden.get("fro").get(name).get(index).asDouble(), 1e-5);
      assertClose(line.get("alpha"), golden.get("alpha").get(name).get(index).asDouble(), 1e-5);
      assertClose(line.get("normShare"), 1 / line.get("alpha").asDouble(), 1e-9);
      assertThat(line.get("residual").asDouble()).isLessThan(1e-8);
      assertThat(line.get("sweeps").asInt()).isPositive();
    }
  }

  @Test
  void linearityAgreesWithScikitLearn() throws IOException {
    Path svg = temp.resolve("linearity.svg");
    JsonNode found =
        json(
            "linearity",
            run,
            "--store",
            store,
            "--scores",
            run.resolve("scores.csv"),
            "--svg",
            svg,
            "--project",
            "model.layers.0.mlp.up_proj.weight",
            "--json");
    assertThat(found.get("modules")).hasSize(14);
    for (JsonNode line : found.get("modules")) {
      double r2 = golden.get("pls_r2_u1_vs_acc").get(line.get("name").asText()).asDouble();
      assertThat(line.get("r2").asDouble()).isCloseTo(r2, within(1e-6));
      assertThat(line.get("q2").asDouble()).isBetween(0.5, 1.0);
      assertThat(line.get("r2Step").asDouble()).isBetween(0.5, 1.0);
    }
    assertThat(found.get("projection").get("tsne")).hasSize(35);
    assertThat(svg)
        .content()
        .startsWith("<svg")
        .contains("R² of u₁ by layer and kind", "PCA of x_t", "t-SNE of x_t")
        .endsWith("</svg>\n");
  }

  @Test
  void theForecastAgreesAndTheAdapterPlusTheBaseIsTheCheckpoint() throws IOException {
    Path full = temp.resolve("predicted");
    Path lora = temp.resolve("predicted-lora");
    JsonNode found = predict(full);
    assertThat(numbers(found.get("window"))).hasSize(14).endsWith(42.0);
    for (JsonNode line : found.get("modules")) {
      JsonNode expected = golden.get("alpharl_w40").get(line.get("name").asText());
      double norm = expected.get("norm").asDouble();
      assertClose(line.get("norm"), norm, 1e-4);
      assertClose(line.get("slope"), Math.abs(expected.get("ols_slope").asDouble()), 1e-4);
      for (int i = 0; i < 5; i++) {
        double entry = expected.get("u_first5").get(i).asDouble();
        assertThat(line.get("head").get(i).asDouble()).isCloseTo(entry, within(1e-4 * norm));
      }
    }
    predict(lora, "--adapter");
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint predicted = HfCheckpoint.open(full);
        LoraAdapter adapter = LoraAdapter.open(lora)) {
      assertThat(predicted.tensors().keySet()).isEqualTo(base.tensors().keySet());
      assertThat(adapter.modules()).hasSize(14);
      for (LoraModule module : adapter.modules()) {
        assertSame(base.tensor(module.baseTensor()), predicted.tensor(module.baseTensor()), module);
      }
    }
  }

  private static JsonNode predict(Path out, Object... more) throws IOException {
    List<Object> command =
        new ArrayList<>(
            List.of(
                "predict",
                run,
                "--store",
                store,
                "--scores",
                run.resolve("scores.csv"),
                "--window",
                "40%",
                "--target-accuracy",
                "1.0",
                "--out",
                out,
                "--json"));
    command.addAll(List.of(more));
    return json(command.toArray());
  }

  /** Equal within the rounding of the full weights and of both factors to bfloat16. */
  private static void assertSame(Tensor base, Tensor predicted, LoraModule module) {
    int columns = Math.toIntExact(base.shape().get(1));
    for (long i = 0; i < base.size(); i++) {
      double product = module.b().get(i / columns) * module.a().get(i % columns);
      double rounding = Math.abs(predicted.get(i)) / 256 + Math.abs(product) / 64;
      assertThat(base.get(i) + product).isCloseTo(predicted.get(i), within(rounding + 1e-12));
    }
  }

  @Test
  void theWholeUpdateAtFullRankIsTheStepItself() throws IOException {
    Path out = temp.resolve("whole");
    json(
        "reconstruct",
        run,
        "--store",
        store,
        "--step",
        105,
        "--rank",
        "100%",
        "--rest",
        "step",
        "--out",
        out,
        "--json");
    try (HfCheckpoint step = HfCheckpoint.open(run.resolve("step-105"));
        HfCheckpoint written = HfCheckpoint.open(out)) {
      for (Tensor tensor : step.tensors().values()) {
        Tensor found = written.tensor(tensor.name());
        for (long i = 0; i < tensor.size(); i++) {
          double value = tensor.get(i);
          assertThat(found.get(i)).isCloseTo(value, within(Math.abs(value) / 128 + 1e-6));
        }
      }
    }
  }
}
