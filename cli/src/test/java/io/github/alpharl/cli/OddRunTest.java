package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are right but odd: frozen matrices, few or uneven steps, double directions. */
class OddRunTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FROZEN = "model.layers.0.mlp.up_proj.weight";

  @TempDir Path temp;

  private Path out() {
    return temp.resolve("out");
  }

  private static JsonNode json(Cli.Result result) throws IOException {
    return JSON.readTree(result.ok().out());
  }

  private static JsonNode module(JsonNode document, String name) {
    for (JsonNode module : document.path("modules")) {
      if (module.path("name").asText().equals(name)) {
        return module;
      }
    }
    throw new AssertionError("no module " + name);
  }

  private Path frozen() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    SmallModel base = SmallRun.base();
    for (long step : new long[] {10, 20, 30}) {
      SmallModel model = SmallRun.model(base, step);
      model.tensors.put(FROZEN, base.tensors.get(FROZEN));
      model.write(run.resolve("step-" + step));
    }
    return run;
  }

  @Test
  void aFrozenMatrixHasDefinedFigures() throws IOException {
    Path run = frozen();
    JsonNode dominance = module(json(Cli.run("dominance", run, "--json")), FROZEN);
    assertThat(dominance.path("sigma").doubleValue()).isZero();
    assertThat(dominance.path("norm").doubleValue()).isZero();
    assertThat(dominance.path("unchangedShare").doubleValue()).isEqualTo(1);
    Cli.Result laws = Cli.run("linearity", run, "--json").noted("1 module never moves");
    JsonNode linearity = module(json(laws), FROZEN);
    assertThat(linearity.path("r2").isNull()).isTrue();
    assertThat(linearity.path("q2").isNull()).isTrue();
    assertThat(linearity.path("r2Step").isNull()).isTrue();
    assertThat(laws.out()).doesNotContain("NaN", "Infinity");
    String table = Cli.run("linearity", run).ok().out();
    assertThat(table.lines().filter(line -> line.startsWith(FROZEN)))
        .singleElement()
        .asString()
        .contains("–")
        .doesNotContain("NaN");
    assertThat(Cli.run("dominance", run).ok().out()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void aFrozenMatrixStaysInPredictionsAndIsZeroInAdapters() throws IOException {
    Path run = frozen();
    Path full = temp.resolve("full");
    Cli.Result result =
        Cli.run(
                "predict",
                run,
                "--window",
                "100%",
                "--target-accuracy",
                0.7,
                "--out",
                full,
                "--json")
            .noted("never moves with the score");
    assertThat(module(json(result), FROZEN).path("r2").isNull()).isTrue();
    assertThat(result.out()).doesNotContain("NaN", "Infinity");
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint predicted = HfCheckpoint.open(full)) {
      assertThat(predicted.tensor(FROZEN).data().mismatch(base.tensor(FROZEN).data()))
          .isEqualTo(-1);
    }
    Cli.run(
            "predict",
            run,
            "--window",
            "100%",
            "--target-accuracy",
            0.7,
            "--adapter",
            "--out",
            out())
        .ok();
    try (SafetensorsFile adapter =
        SafetensorsFile.open(out().resolve("adapter_model.safetensors"))) {
      Tensor b = adapter.tensors().get("base_model.model.model.layers.0.mlp.up_proj.lora_B.weight");
      for (long i = 0; i < b.size(); i++) {
        assertThat(b.get(i)).isZero();
      }
    }
  }

  @Test
  void aRunThatNeverMovesIsReconstructedAsItsBase() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    SmallRun.base().write(run.resolve("step-20"));
    Cli.run("reconstruct", run, "--step", 20, "--rank", 3, "--out", out()).ok();
    assertThat(out().resolve(SmallRun.WEIGHTS))
        .hasSameBinaryContentAs(run.resolve("step-0").resolve(SmallRun.WEIGHTS));
  }

  @Test
  void aRankOverThatOfTheUpdateAddsNothing() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    SmallModel exact = SmallRun.base();
    for (String name : SmallModel.modules()) {
      exact.set(name, 5, exact.byName().get(name).get(5) + 1);
    }
    exact.write(run.resolve("step-20"));
    Cli.run("reconstruct", run, "--step", 20, "--rank", 1, "--out", temp.resolve("one")).ok();
    Cli.run("reconstruct", run, "--step", 20, "--rank", 8, "--out", temp.resolve("eight")).ok();
    Cli.run("reconstruct", run, "--step", 20, "--rank", "100%", "--out", out()).ok();
    Cli.run("reconstruct", run, "--step", 20, "--rank", "i:2", "--out", temp.resolve("second"))
        .ok();
    assertThat(Trees.of(temp.resolve("eight"))).isEqualTo(Trees.of(temp.resolve("one")));
    assertThat(Trees.of(out())).isEqualTo(Trees.of(temp.resolve("one")));
    assertThat(temp.resolve("second").resolve(SmallRun.WEIGHTS))
        .hasSameBinaryContentAs(run.resolve("step-0").resolve(SmallRun.WEIGHTS));
    Cli.Result dominance = Cli.run("dominance", run, "--rank", 8, "--json").ok();
    assertThat(dominance.out()).doesNotContain("NaN", "Infinity");
  }

  @Test
  void twoEqualDirectionsAreWarnedAbout() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    SmallModel model = SmallRun.base();
    String name = SmallModel.modules().getFirst();
    SmallModel zero = SmallRun.base();
    for (long i = 0; i < 144; i++) {
      zero.set(name, i, 0);
      model.set(name, i, i == 0 || i == 13 ? 1 : 0);
    }
    zero.write(run.resolve("step-0"));
    model.write(run.resolve("step-20"));
    Cli.run("dominance", run).ok().noted("σ₂ is over 95 % of σ₁", name);
  }

  @Test
  void stepsAreTrueNumbersWhateverTheirOrder() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 3, 7, 40, 100, 1000);
    JsonNode laws = json(Cli.run("linearity", run, "--json"));
    assertThat(laws.path("steps").toString()).isEqualTo("[3,7,40,100,1000]");
    Path list = temp.resolve("run.json");
    SmallModel.text(
        list,
        """
        {"base": "run/step-0", "steps": [{"step": 1000, "path": "run/step-1000"},
         {"step": 7, "path": "run/step-7"}, {"step": 100, "path": "run/step-100"},
         {"step": 3, "path": "run/step-3"}, {"step": 40, "path": "run/step-40"}]}
        """);
    Cli.Result same =
        Cli.run("linearity", list, "--scores", run.resolve("scores.csv"), "--json").ok();
    assertThat(JSON.readTree(same.out())).isEqualTo(laws);
  }

  @Test
  void aStepThatOccursTwiceIsRefused() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    SmallRun.base().write(run.resolve("checkpoint-20"));
    Map<String, String> before = Trees.of(temp);
    Cli.run("decompose", run).refused(3, "step 20 occurs twice", "checkpoint-20", "step-20");
    assertThat(Trees.of(temp)).isEqualTo(before);
    SmallModel.text(
        temp.resolve("run.json"),
        "{\"base\": \"run/step-0\", \"steps\": [{\"step\": 10, \"path\": \"run/step-10\"},"
            + " {\"step\": 10, \"path\": \"run/step-20\"}]}");
    Cli.run("decompose", temp.resolve("run.json")).refused(3, "step 10 is listed twice");
  }

  @Test
  void oneCheckpointIsTooFewForALine() {
    Path run = SmallRun.write(temp.resolve("run"), 10);
    Cli.run("dominance", run).ok();
    Cli.run("linearity", run).refused(2, "at least 2 checkpoints after the base", "widen it");
    Cli.run("predict", run, "--window", "100%", "--target-accuracy", 0.7, "--out", out())
        .refused(2, "at least 2 checkpoints after the base");
    assertThat(out()).doesNotExist();
  }

  @Test
  void twoCheckpointsAreALineThatMeansNothing() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    Cli.run("linearity", run).ok().noted("two checkpoints always lie on a line");
    Cli.run("predict", run, "--window", "100%", "--target-accuracy", 0.7, "--out", out())
        .ok()
        .noted("R² is always 1 and means nothing");
  }

  @Test
  void aBaseAloneOrNoBaseIsRefused() throws IOException {
    Path alone = temp.resolve("alone");
    SmallRun.base().write(alone.resolve("step-0"));
    Cli.run("decompose", alone).refused(3, "no usable checkpoint after the base");
    Path none = SmallRun.write(temp.resolve("none"), 10);
    Trees.delete(none.resolve("step-0"));
    Cli.run("decompose", none).refused(2, "no step 0", "--base DIR");
    Files.createDirectories(temp.resolve("empty"));
    Cli.run("decompose", temp.resolve("empty")).refused(3, "holds no step", "run.json");
    Cli.run("decompose", temp.resolve("missing")).refused(2, "no such run directory");
    Cli.run("decompose", none, "--base", temp.resolve("missing"))
        .refused(2, "no such directory for the base");
  }

  @Test
  void windowsAndTargetsThatMeanNothingAreRefused() {
    Path run = SmallRun.write(temp.resolve("run"));
    refusedTarget(run, "60..80", "--target-accuracy", "0.7", "at least 2 checkpoints");
    refusedTarget(run, "40..20", "--target-accuracy", "0.7", "holds no step after the base");
    refusedTarget(run, "0%", "--target-accuracy", "0.7", "a window must be over 0 %");
    refusedTarget(run, "101%", "--target-accuracy", "0.7", "at most 100 %");
    refusedTarget(run, "half", "--target-accuracy", "0.7", "neither a share of the run");
    refusedTarget(run, "100%", "--target-accuracy", "70", "fraction over 0 and at most 1");
    refusedTarget(run, "100%", "--target-accuracy", "0", "fraction over 0 and at most 1");
    refusedTarget(run, "100%", "--target-accuracy", "NaN", "fraction over 0 and at most 1");
    refusedTarget(run, "100%", "--target-accuracy", "0.1", "extrapolate backwards");
    refusedTarget(run, "20..40", "--target-step", "30", "lies within the window");
    refusedTarget(run, "20..40", "--target-step", "10", "extrapolate backwards");
    refusedTarget(run, "20..40", "--target-step", "40", "lies within the window");
  }

  private void refusedTarget(Path run, String window, String target, String value, String part) {
    Cli.run("predict", run, "--window", window, target, value, "--out", out()).refused(2, part);
    assertThat(out()).doesNotExist();
  }

  @Test
  void scoresThatNeverChangeAreRefused() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    SmallModel.text(run.resolve("scores.csv"), "step,accuracy\n10,0.5\n20,0.5\n30,0.5\n");
    Cli.run("predict", run, "--window", "100%", "--target-accuracy", 0.7, "--out", out())
        .refused(2, "nothing in the weights moves with a constant score");
    Cli.Result laws = Cli.run("linearity", run, "--json").ok();
    assertThat(laws.out()).doesNotContain("NaN");
    assertThat(laws.err())
        .contains("the score is the same at all steps; R² against it is undefined")
        .doesNotContain("never move");
  }

  @Test
  void aMissingConfigIsThatOfTheBase() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    String before = Cli.run("dominance", run, "--store", out(), "--json").ok().out();
    Files.delete(run.resolve("step-20/config.json"));
    Cli.Result read = Cli.run("dominance", run, "--store", out(), "--json").ok();
    read.noted("has no config.json; that of the base counts");
    assertThat(read.out()).isEqualTo(before);
    Files.delete(run.resolve("step-0/config.json"));
    Cli.run("dominance", run, "--store", out()).refused(3, "without a config.json");
  }

  @Test
  void malformedScoresNameTheLine() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    scores(run, "step,accuracy\n10,0.5\n20,sixty\n", 3, "line 3", "accuracy must be a fraction");
    scores(run, "step,accuracy\n10,0.5\n20,60\n", 3, "line 3", "divide percentages by 100");
    scores(run, "step,accuracy\n10,0.5\n10,0.6\n", 3, "line 3", "already has a score on line 2");
    scores(run, "step,accuracy\n10,0.5,7\n", 3, "line 2", "3 values found, 2 expected");
    scores(run, "step;accuracy\n10;0,5\n", 3, "1 of the 2 checkpoints", "step 20 without");
    scores(run, "{\"step\": 10, \"accuracy\": 0.5}\n{\"step\": 20\n", 3, "line 2");
    scores(run, "", 3, "is empty");
    scores(run, "step,accuracy\n10,0.5\n", 3, "20");
    Files.write(run.resolve("scores.csv"), new byte[] {'s', (byte) 0xff});
    Cli.run("linearity", run).refused(3, "not UTF-8");
    Cli.run("linearity", run, "--scores", temp.resolve("none.csv"))
        .refused(2, "no scores file", "none.csv");
    Files.delete(run.resolve("scores.csv"));
    Cli.run("linearity", run).refused(2, "--scores FILE");
  }

  private static void scores(Path run, String text, int code, String... parts) {
    SmallModel.text(run.resolve("scores.csv"), text);
    Cli.run("linearity", run).refused(code, parts);
  }
}
