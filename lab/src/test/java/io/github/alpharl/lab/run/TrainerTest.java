package io.github.alpharl.lab.run;

import static io.github.alpharl.lab.run.SmallRuns.BASE;
import static io.github.alpharl.lab.run.SmallRuns.options;
import static io.github.alpharl.lab.run.SmallRuns.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.task.Sorting;
import io.github.alpharl.safetensors.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs, as small as they can be. */
class TrainerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String WEIGHT = "model.layers.0.mlp.up_proj.weight";

  @TempDir private Path folder;

  private Trainer trainer(TrainOptions options, String name, Consumer<StepReport> listener) {
    return new Trainer(BASE, options, folder.resolve(name), listener);
  }

  private void run(TrainOptions options, String name) {
    trainer(options, name, _ -> {}).run();
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void everyAlgorithmWritesARun(Algorithm algorithm) throws IOException {
    ObjectNode changes = JSON.createObjectNode().put("miniBatches", 1);
    if (algorithm.kind() == Algorithm.Kind.DISTILLATION) {
      BASE.write(folder.resolve("teacher"));
      changes.put("teacher", folder.resolve("teacher").toString());
    }
    changes.put("klLoss", 0.01).put("klReward", 0.01).put("rounds", 2).put("steps", 2);
    List<StepReport> reports = new ArrayList<>();
    trainer(options(algorithm, changes), "run", reports::add).run();
    Path run = folder.resolve("run");
    assertThat(reports).extracting(StepReport::step).containsExactly(1, 2);
    assertThat(Files.readAllLines(run.resolve("scores.csv")))
        .hasSize(3)
        .startsWith("step,accuracy,samples");
    assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(2);
    try (HfCheckpoint before = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint after = HfCheckpoint.open(run.resolve("step-2"))) {
      assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
      assertThat(
              after
                  .tensor("model.embed_tokens.weight")
                  .data()
                  .mismatch(before.tensor("model.embed_tokens.weight").data()))
          .as("only projections train")
          .isEqualTo(-1);
    }
    assertThat(Files.readString(run.resolve("step-2/tokenizer.json")))
        .isEqualTo(Files.readString(run.resolve("step-0/tokenizer.json")));
  }

  /** Stopped hard between any two steps and started again: the files are the same. */
  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"DAPO", "PPO", "SFT"})
  void aStoppedRunGoesOnAsIfItNeverStopped(Algorithm algorithm) throws IOException {
    run(options(algorithm), "whole");
    for (int stop = 1; stop <= 3; stop += 2) {
      int at = stop;
      assertThatThrownBy(
              () -> trainer(options(algorithm), "cut", report -> stopAt(at, report)).run())
          .isInstanceOf(Stop.class);
    }
    Files.writeString(
        folder.resolve("cut/metrics.jsonl"),
        "{\"step\":3,\"los",
        java.nio.file.StandardOpenOption.APPEND);
    run(options(algorithm), "cut");
    for (String file :
        List.of(
            "scores.csv",
            "step-2/model.safetensors",
            "step-4/model.safetensors",
            "trainer-state.safetensors")) {
      assertThat(
              Files.mismatch(
                  folder.resolve("whole").resolve(file), folder.resolve("cut").resolve(file)))
          .as(file)
          .isEqualTo(-1);
    }
    assertThat(metrics("cut")).isEqualTo(metrics("whole"));
  }

  /** Leg by leg at a factor of 1: every file of the run is the plain run's. */
  @Test
  void legsThatChangeNothingAreThePlainRun() throws IOException {
    run(options(Algorithm.DAPO), "plain");
    for (int until = 2; until <= 4; until += 2) {
      Path end = folder.resolve("ends/" + until);
      trainer(options(Algorithm.DAPO), "legs", _ -> {}).run(new Trainer.Leg(until, 1, end));
      trainer(options(Algorithm.DAPO), "legs", _ -> {}).run(new Trainer.Leg(until, 1, end));
    }
    for (String file : List.of("training.json", "scores.csv", "trainer-state.safetensors")) {
      assertThat(same("plain", "legs", file)).as(file).isEqualTo(-1);
    }
    for (int step = 0; step <= 4; step += 2) {
      assertThat(same("plain", "legs", "step-" + step + "/model.safetensors")).isEqualTo(-1);
    }
    assertThat(metrics("legs")).isEqualTo(metrics("plain"));
    Trainer trainer = trainer(options(Algorithm.DAPO), "legs", _ -> {});
    assertThat(trainer.measure())
        .isEqualTo(trainer(options(Algorithm.DAPO), "plain", _ -> {}).run());
    assertThat(trainer.rollouts(0, 2) + trainer.rollouts(2, 4)).isEqualTo(trainer.rollouts(0, 4));
    assertThat(trainer.rollouts(0, 1)).isIn(16L, 32L, 48L); // one to three rounds
    try (HfCheckpoint precise = HfCheckpoint.open(folder.resolve("ends/4"));
        HfCheckpoint rounded = HfCheckpoint.open(folder.resolve("plain/step-4"))) {
      assertThat(precise.tensor(WEIGHT).dtype()).isEqualTo(Dtype.F32);
      assertThat(precise.tensor(WEIGHT).get(5))
          .isCloseTo(rounded.tensor(WEIGHT).get(5), within(1e-2))
          .isNotEqualTo(rounded.tensor(WEIGHT).get(5));
    }
  }

  private long same(String left, String right, String file) throws IOException {
    return Files.mismatch(folder.resolve(left).resolve(file), folder.resolve(right).resolve(file));
  }

  /** Other weights take the place of a step's; moments and counts stay, and twice is once. */
  @Test
  void aRunGoesOnFromOtherWeights() throws IOException {
    TrainOptions options = options(Algorithm.DAPO);
    Path end = folder.resolve("end");
    trainer(options, "run", _ -> {}).run(new Trainer.Leg(2, 1, end));
    byte[] trained = Files.readAllBytes(folder.resolve("run/step-2/model.safetensors"));
    byte[] state = Files.readAllBytes(folder.resolve("run/trainer-state.safetensors"));
    trainer(options, "run", _ -> {}).adopt(2, end, false);
    assertThat(Files.readAllBytes(folder.resolve("run/step-2/model.safetensors")))
        .isEqualTo(trained);
    assertThat(Files.readAllBytes(folder.resolve("run/trainer-state.safetensors")))
        .as("its own weights change nothing")
        .isEqualTo(state);
    AtomicDirectory.delete(folder.resolve("run"));
    AtomicDirectory.delete(end);
    trainer(options, "run", _ -> {}).run(new Trainer.Leg(2, 1, end));
    for (int again = 0; again < 2; again++) {
      trainer(options, "run", _ -> {}).adopt(2, folder.resolve("run/step-0"), false);
      assertThat(same("run/step-0", "run/step-2", "model.safetensors")).isEqualTo(-1);
      assertThat(Files.readAllBytes(folder.resolve("run/before-jump/step-2/model.safetensors")))
          .isEqualTo(trained);
    }
    List<String> scores = Files.readAllLines(folder.resolve("run/scores.csv"));
    assertThat(scores).hasSize(3);
    assertThat(scores.get(1).substring(2)).isEqualTo(scores.get(2).substring(2));
    trainer(options, "run", _ -> {}).run(new Trainer.Leg(4, 0.5, folder.resolve("end4")));
    byte[] last = Files.readAllBytes(folder.resolve("run/step-4/model.safetensors"));
    trainer(options, "run", _ -> {}).adopt(2, end, false);
    assertThat(Files.readAllBytes(folder.resolve("run/step-4/model.safetensors")))
        .as("beyond the step nothing is done")
        .isEqualTo(last);
    assertThat(metrics("run").getLast().path("learningRate").asDouble())
        .isEqualTo(0.5 * options.update().learningRate());
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static void stopAt(int step, StepReport report) {
    if (report.step() == step) {
      throw new Stop();
    }
  }

  /** Everything but the times. */
  private List<JsonNode> metrics(String name) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name).resolve("metrics.jsonl"))) {
      ObjectNode node = (ObjectNode) JSON.readTree(line);
      node.remove(List.of("seconds", "tokensPerSecond"));
      lines.add(node);
    }
    return lines;
  }

  @Test
  void aDivergingRunStopsAndKeepsTheLastGoodCheckpoint() {
    ObjectNode wild =
        JSON.createObjectNode().put("learningRate", 1e30).put("steps", 9).put("optimizer", "sgd");
    assertThatThrownBy(() -> run(options(Algorithm.SFT, wild.put("gradientClip", 1e30)), "run"))
        .isInstanceOfSatisfying(
            Divergence.class,
            e -> {
              assertThat(e.step()).isEqualTo(2);
              assertThat(e.reason()).isEqualTo("the loss is NaN");
              assertThat(e.defect()).isEqualTo(io.github.alpharl.failure.Defect.DIVERGED);
            })
        .hasMessageContaining(
            "the run diverged at step 2: the loss is NaN; the last good checkpoint is step-0");
    assertThat(folder.resolve("run/step-0/model.safetensors")).exists();
    assertThat(folder.resolve("run/step-2")).doesNotExist();
  }

  @Test
  void loraTrainsTheFactorsAndWritesMergedWeights() throws IOException {
    ObjectNode lora = JSON.createObjectNode().put("trainable", "lora").put("learningRate", 1e-2);
    run(options(Algorithm.SFT, lora), "run");
    try (HfCheckpoint before = HfCheckpoint.open(folder.resolve("run/step-0"));
        HfCheckpoint after = HfCheckpoint.open(folder.resolve("run/step-4"))) {
      String name = "model.layers.0.mlp.up_proj.weight";
      assertThat(after.tensor(name).data().mismatch(before.tensor(name).data())).isNotEqualTo(-1);
      assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
    }
  }

  @Test
  void freshModelsLearnTheBaseText() {
    List<Double> losses = new ArrayList<>();
    TrainOptions options =
        Defaults.of(Algorithm.SFT, new Sorting(), true, 96)
            .with(small().put("steps", 60).put("saveEvery", 60).put("prompts", 32));
    new Trainer(
            new Start.Fresh(new Sorting(), ModelSize.TINY_96, 1),
            options,
            folder.resolve("run"),
            report -> losses.add(report.metrics().get("loss")))
        .run();
    assertThat(losses.getLast()).isLessThan(0.75 * losses.getFirst());
  }
}
