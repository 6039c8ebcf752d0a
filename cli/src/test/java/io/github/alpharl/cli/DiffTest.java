package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs between checkpoints, from the command line. */
class DiffTest {

  private static final String UP = "model.layers.1.mlp.up_proj.weight";
  private static final String NORM = "model.norm.weight";

  @TempDir Path temp;

  private static JsonNode json(Object... args) throws IOException {
    return new ObjectMapper().readTree(Cli.run(args).ok().out());
  }

  private static JsonNode tensor(JsonNode document, String name) {
    for (JsonNode tensor : document.path("tensors")) {
      if (tensor.path("name").asText().equals(name)) {
        return tensor;
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void equalModelsAreEqualWhereverTheyLie() {
    Path a = SmallModel.random(1).write(temp.resolve("a"));
    Path b = SmallModel.random(1).writeSharded(temp.resolve("b"));
    Cli.Result result = Cli.run("diff", a, b, "--exit-code").ok();
    assertThat(result.out()).contains("equal: all ");
  }

  @Test
  void everyChangedElementCounts() throws IOException {
    SmallModel model = SmallModel.random(1);
    Path a = model.write(temp.resolve("a"));
    Path b = model.copy().set(UP, 0, 2).set(UP, 13, -1).set(NORM, 3, 8).write(temp.resolve("b"));
    assertThat(Cli.run("diff", a, b, "--exit-code").exit()).isEqualTo(1);
    JsonNode document = json("diff", a, b, "--json");
    assertThat(document.path("equal").asBoolean()).isFalse();
    assertThat(document.path("total").path("changed").asInt()).isEqualTo(2);
    try (HfCheckpoint before = HfCheckpoint.open(a);
        HfCheckpoint after = HfCheckpoint.open(b)) {
      for (String name : new String[] {UP, NORM}) {
        double norm = distance(before.tensor(name), after.tensor(name));
        JsonNode found = tensor(document, name);
        assertThat(found.path("status").asText()).isEqualTo("changed");
        assertThat(found.path("norm").asDouble()).isCloseTo(norm, within(1e-12));
        assertThat(found.path("changedShare").asDouble())
            .isCloseTo((name.equals(UP) ? 2.0 : 1.0) / before.tensor(name).size(), within(1e-12));
      }
      // Two entries in different rows and columns: the singular values are their sizes.
      double first = Math.abs(after.tensor(UP).get(0) - before.tensor(UP).get(0));
      double second = Math.abs(after.tensor(UP).get(13) - before.tensor(UP).get(13));
      assertThat(tensor(document, UP).path("sigma").asDouble())
          .isCloseTo(Math.max(first, second), within(1e-4));
      assertThat(tensor(document, NORM).path("sigma").isNull()).isTrue();
    }
  }

  private static double distance(Tensor a, Tensor b) {
    double squares = 0;
    for (long i = 0; i < a.size(); i++) {
      squares += (b.get(i) - a.get(i)) * (b.get(i) - a.get(i));
    }
    return Math.sqrt(squares);
  }

  @Test
  void aRunIsComparedStepByStep() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    JsonNode pairs = json("diff", run, "--json").path("pairs");
    assertThat(pairs).hasSize(2);
    assertThat(pairs.get(1).path("first").asText()).endsWith("step-10");
    assertThat(pairs.get(1).path("second").asText()).endsWith("step-20");
    assertThat(Cli.run("diff", run).ok().out()).contains("step-10", "step-20", "‖Δ‖");
  }

  @Test
  void twoAdaptersAreComparedByTheirUpdates() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    Path one = adapter(run, 20);
    Path two = adapter(run, 50);
    assertThat(Cli.run("diff", one, one, "--exit-code").ok().out()).contains("equal: all ");
    JsonNode document = json("diff", one, two, "--json");
    JsonNode up = tensor(document, UP);
    assertThat(up.path("status").asText()).isEqualTo("changed");
    assertThat(up.path("sigma").asDouble()).isLessThanOrEqualTo(up.path("norm").asDouble() + 1e-9);
    Path full = run.resolve("step-20");
    Cli.run("diff", one, full).refused(2, "one is a full model and the other an adapter");
  }

  private Path adapter(Path run, int step) {
    Path out = temp.resolve("adapter-" + step);
    Cli.run("reconstruct", run, "--step", step, "--adapter", "--out", out).ok();
    return out;
  }

  @Test
  void theFiguresAreThoseOfTheGoldenRun() throws IOException {
    Path run = SharedData.find("tiny-run");
    JsonNode golden = new ObjectMapper().readTree(run.resolve("golden.json").toFile());
    JsonNode document = json("diff", run.resolve("step-0"), run.resolve("step-105"), "--json");
    assertThat(document.path("total").path("changed").asInt()).isEqualTo(14);
    for (JsonNode module : golden.path("modules")) {
      JsonNode found = tensor(document, module.asText());
      JsonNode sigma = golden.path("sigma1").path(module.asText());
      JsonNode norm = golden.path("fro").path(module.asText());
      double first = sigma.get(sigma.size() - 1).asDouble();
      double whole = norm.get(norm.size() - 1).asDouble();
      assertThat(found.path("sigma").asDouble()).isCloseTo(first, within(1e-5 * first));
      assertThat(found.path("norm").asDouble()).isCloseTo(whole, within(1e-5 * whole));
    }
  }
}
