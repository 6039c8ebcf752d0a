package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.testkit.EventWriter;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerLogTest {

  @TempDir Path temp;

  /** reward, entropy, gradient norm, learning rate, clip share, length of each trainer. */
  @ParameterizedTest
  @CsvSource({
    "reward,entropy,grad_norm,learning_rate,clip_ratio/region_mean,completions/mean_length",
    "train/reward,train/entropy,train/grad_norm,train/learning_rate,train/clip_ratio/region_mean,"
        + "train/completions/mean_length",
    "critic/score/mean,actor/entropy,actor/grad_norm,actor/lr,actor/pg_clipfrac,"
        + "response_length/mean",
    "train/reward,train/entropy_loss,train/actor_grad_norm,train/actor_lr,train/ppo_clip_ratio,"
        + "train/response_length",
    "rollout/raw_reward,train/entropy_loss,train/grad_norm,train/lr-pg_0,train/pg_clipfrac,"
        + "rollout/response_len/mean",
    "train/agg/all/solver/reward/mean,entropy/all/mean,optim/grad_norm,optim/lr,is_masked/mean,"
        + "num_total_tokens/mean",
    "r - reward,r - entropy,r - gradientNorm,r - learningRate,r - clipFraction,"
        + "r - completion_length",
  })
  void givesOneNameToOneThing(
      String reward, String entropy, String norm, String rate, String clip, String length)
      throws IOException {
    Path file = temp.resolve("log.csv");
    String names = String.join(",", reward, entropy, norm, rate, clip, length);
    Files.writeString(file, "step,x," + names + "\n1,9,1,2,3,4,5,6\n2,9,1,2,3,4,5,6\n");
    TrainerLog log = TrainerLog.read(file);
    List<Metric> metrics =
        List.of(
            Metric.REWARD,
            Metric.ENTROPY,
            Metric.GRADIENT_NORM,
            Metric.LEARNING_RATE,
            Metric.CLIP_SHARE,
            Metric.LENGTH);
    for (int i = 0; i < metrics.size(); i++) {
      Curve curve = log.curve(metrics.get(i)).orElseThrow();
      assertThat(curve.name()).isEqualTo(names.split(",")[i]);
      assertThat(curve.steps()).containsExactly(1, 2);
      assertThat(curve.values()).containsExactly(i + 1.0, i + 1.0);
    }
    assertThat(log.curve(Metric.TRUNCATED)).isEmpty();
    assertThat(log.maxSteps()).isEmpty();
    assertThat(log.clock(List.of(0L, 1L, 2L)).orElseThrow()).containsExactly(0, 4, 8);
  }

  @Test
  void mergesTheRowsOfAStep() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("metrics.jsonl"),
            """
            {"step":1,"time":1.5,"optim/lr":0.5}
            {"step":1,"time":1.6,"train/agg/all/a/reward/mean":0.25}
            {"step":2,"time":1.7,"train/agg/all/a/reward/mean":NaN}
            {"step":2,"time":1.8,"optim/lr":0.5}
            """);
    TrainerLog log = TrainerLog.find(temp).orElseThrow();
    assertThat(log.source()).isEqualTo(file);
    assertThat(log.curve(Metric.REWARD).orElseThrow().at(1)).hasValue(0.25);
    assertThat(log.curve(Metric.REWARD).orElseThrow().at(2)).isEmpty();
    assertThat(log.clock().orElseThrow().at(2)).isEqualTo(1);
    assertThat(log.notes())
        .containsExactly(
            file
                + ": values of train/agg/all/a/reward/mean that are NaN, infinite or null are left"
                + " out: 1");
  }

  @Test
  void leavesOutWhatCouldBeSeveralThings() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("log.csv"),
            "step,train/agg/all/a/reward/mean,train/agg/all/b/reward/mean,LR\n1,1,2,3\n");
    TrainerLog log = TrainerLog.read(file);
    assertThat(log.curve(Metric.REWARD)).isEmpty();
    assertThat(log.notes()).singleElement().asString().contains("REWARD could be any of train/agg");
  }

  @Test
  void findsTheLogOfARun() throws IOException {
    assertThat(TrainerLog.find(temp)).isEmpty();
    new EventWriter().scalar(1, "train/learning_rate", 0.5f).write(temp.resolve("runs/a"), 10);
    Path newer = temp.resolve("runs/b");
    new EventWriter().scalar(1, "train/learning_rate", 0.25f).write(newer, 11);
    TrainerLog events = TrainerLog.find(temp).orElseThrow();
    assertThat(events.source()).isEqualTo(newer);
    assertThat(events.clock().orElseThrow().at(1)).isEqualTo(0.25);
    assertThat(events.notes())
        .containsExactly(
            temp + " holds the event files of 2 starts; those in " + newer + " are the newest");
    Files.writeString(temp.resolve("metrics.jsonl"), "{\"step\":1,\"foo\":1}\n");
    Files.writeString(
        Files.createDirectory(temp.resolve("checkpoint-5")).resolve("trainer_state.json"),
        "{\"global_step\":5,\"max_steps\":9,\"log_history\":[{\"step\":5,\"reward\":-2}]}");
    TrainerLog state = TrainerLog.find(temp).orElseThrow();
    assertThat(state.curve(Metric.REWARD).orElseThrow().values()).containsExactly(-2);
    assertThat(state.maxSteps()).hasValue(9);
    assertThat(state.clock()).isEmpty();
    assertThat(state.clock(List.of(5L))).isEmpty();
  }

  /** Linear decay over 80 steps: the rate of step t is 1e-4 (1 - (t - 1)/80). */
  @Test
  void knowsTheClockOfARealRunFromItsThirtiethStep() {
    Path state = SharedData.find("trl-run/full/checkpoint-30/trainer_state.json");
    TrainerLog log = TrainerLog.read(state);
    assertThat(log.maxSteps()).hasValue(80);
    RateClock clock = log.clock().orElseThrow();
    assertThat(clock.last()).isEqualTo(30);
    assertThat(clock.at(30)).isCloseTo(1e-4 * (30 - 29 * 30 / 2.0 / 80), within(1e-12));
    assertThat(clock.at(80)).isCloseTo(1e-4 * (80 - 79 * 80 / 2.0 / 80), within(1e-9));
    TrainerLog whole = TrainerLog.find(state.resolve("../..").normalize()).orElseThrow();
    assertThat(whole.source().toString()).contains("checkpoint-80");
    assertThat(clock.at(80)).isCloseTo(whole.clock().orElseThrow().at(80), within(1e-9));
    Path events = state.resolve("../../runs").normalize();
    assertThat(TrainerLog.read(events).clock().orElseThrow().at(80))
        .isCloseTo(clock.at(80), within(1e-9));
  }
}
