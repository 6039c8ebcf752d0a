package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.json.Json;
import java.nio.file.Path;
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
    Cli.run("reconstruct", run, "--step", 50, "--rest", "base", "--out", left)
        .ok()
        .noted("The training also changed ", NORM, "‖Δ‖ = ", "the base's here");
    try (HfCheckpoint base = HfCheckpoint.open(run.resolve("step-0"));
        HfCheckpoint step = HfCheckpoint.open(run.resolve("step-50"));
        HfCheckpoint first = HfCheckpoint.open(kept);
        HfCheckpoint second = HfCheckpoint.open(left)) {
      assertThat(step.tensor(NORM).sameAs(base.tensor(NORM))).isFalse();
      assertThat(first.tensor(NORM).sameAs(step.tensor(NORM))).isTrue();
      assertThat(second.tensor(NORM).sameAs(base.tensor(NORM))).isTrue();
    }
    Cli.run(
            "predict",
            run,
            "--window",
            "1..50",
            "--target-step",
            60,
            "--forecaster",
            "velocity",
            "--rest",
            "base",
            "--out",
            temp.resolve("forecast"))
        .ok()
        .noted("The training also changed ", NORM);
    assertThat(
            Cli.run("reconstruct", run, "--step", 50, "--adapter", "--out", temp.resolve("adapter"))
                .ok()
                .out())
        .contains("An adapter cannot carry the change of ", "write a full checkpoint to keep them");
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
}
