package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code forecast}, and {@code predict} without a target. */
class ForecastCommandTest {

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void aRunOfScoresAlone() throws IOException {
    run = Files.createDirectory(temp.resolve("scored"));
    StringBuilder scores = new StringBuilder("step,accuracy,samples\n");
    for (int step = 0; step <= 60; step += 4) {
      scores.append(String.format(Locale.ROOT, "%d,%.6f,100000%n", step, accuracy(step)));
    }
    Files.writeString(run.resolve("scores.csv"), scores);
  }

  private static double accuracy(int step) {
    return 0.9 - 0.6 * Math.exp(-step / 20.0);
  }

  private static JsonNode json(Cli.Result result) throws IOException {
    return new ObjectMapper().readTree(result.ok().out());
  }

  @Test
  void needsNoWeightsAndWritesNothing() throws IOException {
    JsonNode found =
        json(
            Cli.run(
                "forecast", run, "--window", "40%", "--at", "40,60", "--reach", 0.85, "--json"));
    assertThat(found.get("lastStep").asInt()).isEqualTo(24);
    assertThat(found.get("points")).hasSize(2);
    assertThat(found.at("/points/1/value").asDouble()).isCloseTo(accuracy(60), within(0.01));
    assertThat(found.at("/points/1/low").asDouble()).isLessThan(accuracy(60));
    // 0.9 − 0.6·e^{−t/20} = 0.85 at t = 20·ln 12
    assertThat(found.at("/reach/step").asDouble()).isCloseTo(20 * Math.log(12), within(5.0));
    assertThat(found.get("laterScores").asInt()).isEqualTo(9);
    assertThat(found.get("laterWithin").asInt()).isEqualTo(9);
    assertThat(Trees.of(run).keySet()).containsExactlyInAnyOrder("", "scores.csv");
    Cli.Result text = Cli.run("forecast", run, "--window", "40%").ok();
    assertThat(text.out())
        .contains("95 % from", "the score rises from 0.719 at step 24", "holds 9");
    Cli.run("forecast", run, "--at", 8).refused(2, "is not after the last score");
    Cli.run("forecast", temp.resolve("none")).refused(2, "no run");
    Files.delete(run.resolve("scores.csv"));
    Cli.run("forecast", run).refused(2, "--scores FILE");
  }

  @Test
  void thePlanSaysWhereTheEndIs() throws IOException {
    Path step = Files.createDirectory(run.resolve("checkpoint-60"));
    Files.writeString(
        step.resolve("trainer_state.json"),
        "{\"global_step\": 60, \"max_steps\": 90, \"log_history\": [{\"step\": 1, \"loss\": 1}]}");
    JsonNode found = json(Cli.run("forecast", run, "--json"));
    assertThat(found.at("/points/0/step").asInt()).isEqualTo(90);
    assertThat(found.get("laterScores").asInt()).isZero();
  }

  @Test
  void withoutATargetTheNearestForecasterGoesToTheEnd() throws IOException {
    Path small = SmallRun.write(temp.resolve("run"));
    Path out = temp.resolve("a");
    Cli.Result result = Cli.run("predict", small, "--window", "1..40", "--out", out, "--json");
    JsonNode found = json(result);
    result.noted("no target was named: step 50, the run's last checkpoint");
    result.noted("chosen: fitted to steps 10 to 20 it comes nearest to step 40", "hold 0.");
    assertThat(found.get("targetStep").asInt()).isEqualTo(50);
    assertThat(result.err()).contains(found.get("forecaster").asText() + " chosen");
    Path same = temp.resolve("b");
    Cli.run(
            "predict",
            small,
            "--window=1..40",
            "--target-step=50",
            "--forecaster",
            found.get("forecaster").asText(),
            "--out",
            same)
        .ok();
    assertThat(Files.mismatch(out.resolve(SmallRun.WEIGHTS), same.resolve(SmallRun.WEIGHTS)))
        .isEqualTo(-1);
    Cli.run("predict", small, "--forecaster", "hold", "--out", temp.resolve("c"))
        .ok()
        .noted(
            "no target was named: step 83, as far beyond step 50 as the backtest goes beyond step 30");
    Cli.run("predict", small, "--adapter", "--out", temp.resolve("d"))
        .ok()
        .noted("alpharl chosen: no other forecast is of low rank");
    Cli.run("predict", small, "--window", "1..20", "--out", temp.resolve("e"))
        .refused(2, "a backtest fits at least 2 checkpoints");
  }

  @Test
  void aJudgeOfTheUsersMakesItASearch() {
    Path small = SmallRun.write(temp.resolve("run"), 10, 20, 30);
    Cli.Result result =
        Cli.run(
                "predict",
                small,
                "--validation-command",
                "seq $ALPHARL_COUNT | sed 's/.*/1/'",
                "--candidates=velocity:lag=1",
                "--reach=0.5",
                "--first-round=2",
                "--confirm=8",
                "--out",
                temp.resolve("a"))
            .ok();
    assertThat(result.out()).contains("not proven better, so the last checkpoint stays");
  }

  @Test
  void aForecastThatHoldingBeatsIsSaid() {
    SmallModel base = SmallRun.base();
    Path still = temp.resolve("still");
    base.write(still.resolve("step-0"));
    for (int step : new int[] {10, 20, 30, 40}) {
      base.moved(step == 10 ? 0.2 : 0.5, 0, 1).write(still.resolve("step-" + step));
    }
    Object[] command = {
      "predict", still, "--target-step", 60, "--forecaster", "velocity:lag=1", "--out"
    };
    Cli.run(Work.with(command, temp.resolve("a")))
        .ok()
        .noted("holding was nearer: fitted to steps 10 to 20, velocity:lag=1 misses step 40");
  }
}
