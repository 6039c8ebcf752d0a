package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Norms, embeddings and heads that were trained are kept, or what is lost is said. */
class TrainedRestTest {

  private static final String NORM = "model.layers.0.self_attn.q_norm.weight";

  @TempDir Path temp;

  @Test
  void whatWasTrainedIsKeptUnlessAskedFor() {
    Path run = SmallRun.write(temp.resolve("run"));
    Path kept = temp.resolve("kept");
    Cli.run("reconstruct", run, "--step", 50, "--out", kept).ok();
    Path left = temp.resolve("left");
    assertThat(
            Cli.run("reconstruct", run, "--step", 50, "--rest", "base", "--out", left).ok().out())
        .contains("The training also changed ", NORM, "‖Δ‖ = ", "the base's here");
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint step = HfCheckpoint.open(run.resolve("step-50"));
        HfCheckpoint first = HfCheckpoint.open(kept);
        HfCheckpoint second = HfCheckpoint.open(left)) {
      assertThat(step.tensor(NORM).sameAs(base.tensor(NORM))).isFalse();
      assertThat(first.tensor(NORM).sameAs(step.tensor(NORM))).isTrue();
      assertThat(second.tensor(NORM).sameAs(base.tensor(NORM))).isTrue();
    }
    assertThat(predicted(run, "--out", temp.resolve("forecast"))).contains("also changed ", NORM);
    assertThat(
            Cli.run("reconstruct", run, "--step", 50, "--adapter", "--out", temp.resolve("adapter"))
                .ok()
                .out())
        .contains(
            "The adapter does not carry the change of ",
            "a full checkpoint with the rest of the step keeps it");
  }

  private static String predicted(Path run, Object... more) {
    List<Object> words = new ArrayList<>(List.of("predict", run, "--window", "1..50"));
    words.addAll(List.of("--target-step", 60, "--forecaster", "velocity", "--rest", "base"));
    words.addAll(List.of(more));
    return Cli.run(words.toArray()).ok().out();
  }

  @Test
  void anAdapterSaysWhatIsLostAlsoWhereTheBasesRestWasAskedFor() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    double norm = 0;
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint step = HfCheckpoint.open(run.resolve("step-50"))) {
      for (Tensor tensor : base.tensors().values()) {
        for (long i = 0; !tensor.name().contains("_proj") && i < tensor.size(); i++) {
          norm += Math.pow(step.tensor(tensor.name()).get(i) - tensor.get(i), 2);
        }
      }
    }
    String lost = String.format(Locale.ROOT, "‖Δ‖ = %.4g beside", Math.sqrt(norm));
    Path one = temp.resolve("one");
    String said =
        Cli.run("reconstruct", run, "--step", 50, "--rest", "base", "--adapter", "--out", one)
            .ok()
            .out();
    assertThat(said).contains("The adapter does not carry", lost).doesNotContain("nothing is lost");
    assertThat(Files.readString(one.resolve("README.md"))).contains(lost);
    Path two = temp.resolve("two");
    assertThat(predicted(run, "--adapter", "--rank", 2, "--out", two))
        .contains("cut to rank 2", lost)
        .doesNotContain("nothing is lost");
  }

  @Test
  void inspectSaysWhatChangedAndWhatIsCovered() {
    Path run = SmallRun.write(temp.resolve("run"));
    assertThat(Cli.run("inspect", run).ok().out())
        .containsPattern("changes +step 50: \\d+ of \\d+ weights changed, 14 of them modules")
        .contains(NORM + " (a norm, ");
    JsonNode json =
        Json.read(Path.of("standard output"), Cli.run("inspect", run, "--json").ok().out());
    assertThat(json.path("changes").path("modules").asInt()).isEqualTo(14);
    assertThat(json.path("changes").path("beside"))
        .anyMatch(line -> line.path("name").asText().equals(NORM));
    assertThat(Cli.run("inspect", run, "--no-changes").ok().out()).doesNotContain("changes ");
  }

  @Test
  void noForecastIsMadeOfAStepThatIsTheBase() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    SmallRun.base().write(run.resolve("step-30"));
    Cli.run(
            "predict",
            run,
            "--forecaster",
            "velocity",
            "--target-step",
            60,
            "--out",
            temp.resolve("out"))
        .refused(3, "step 30 is bit for bit the base");
  }
}
