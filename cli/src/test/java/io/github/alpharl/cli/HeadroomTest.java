package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code headroom} over several runs, and what it refuses. */
class HeadroomTest {

  @TempDir Path temp;

  @Test
  void tellsOfSeveralRunsWhetherAStepFurtherPays() throws IOException {
    SteppedTrainer stepped = SteppedTrainer.in(temp);
    Path other = SmallRun.write(temp.resolve("other"), 2, 4, 6, 8);
    Object[] command = {
      "headroom", stepped.prepared(), other, "--window", "1..8", "--store", temp.resolve("store")
    };
    String plain = Cli.run(command).ok().out();
    assertThat(plain).contains("prepared", "other", "cos(v, v')", "1–8", "2–8");
    for (JsonNode row : rows(command)) {
      double along = row.path("along").asDouble();
      String expected = along > 0.7 ? "raise" : along < 0.45 ? "keep" : "probe";
      assertThat(row.path("suggestion").asText()).isEqualTo(expected);
    }
    Object[] probing =
        Work.with(
            command,
            "--probe",
            "mine",
            "--validation-command",
            "sh '" + stepped.validation() + "'",
            "--problems",
            16,
            "--truth",
            32);
    String probed = Cli.run(probing).ok().out();
    assertThat(probed).contains("raise", "hits: 2 of 2");
    JsonNode row = rows(probing).get(0);
    assertThat(row.path("factor").asDouble()).isEqualTo(1);
    assertThat(row.path("trueGain").asDouble()).isEqualTo(0.5);
    assertThat(row.path("probeAnswers").asInt()).isEqualTo(48);
    assertThat(row.path("straightness").asDouble()).isBetween(0.0, 1.0);
    assertThat(row.path("q2").isNumber()).isTrue();
    assertThat(stepped.prepared().resolve(".alpharl")).doesNotExist();
  }

  private static JsonNode rows(Object... command) throws IOException {
    return new ObjectMapper()
        .readTree(Cli.run(Work.with(command, "--json")).ok().out())
        .path("runs");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20);
    Cli.run("headroom", run, "--window", "1..20").refused(2, "at least 3 checkpoints", "holds 2");
    Cli.run("headroom", run, "--window", "1..20", "--truth", 9).refused(2, "--truth needs --probe");
  }

  @Test
  void takesAListOfSteps() throws IOException {
    Path run = SmallRun.write(temp.resolve("listed"), 10, 20, 30);
    Path list =
        Files.writeString(
            run.resolve("run.json"),
            "{\"base\": \"step-0\", \"steps\": {\"10\": \"step-10\", \"20\": \"step-20\","
                + " \"30\": \"step-30\"}}");
    assertThat(Cli.run("headroom", list, "--window", "10..30").ok().out()).contains("10–30");
    assertThat(run.resolve(".alpharl/step-30.safetensors")).exists();
  }
}
