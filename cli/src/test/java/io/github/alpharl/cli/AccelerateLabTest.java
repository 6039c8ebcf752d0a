package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code accelerate} with the lab in its own process, and with the lab behind a shell command. */
class AccelerateLabTest {

  private static final int KILLS = Integer.getInteger("alpharl.kills", 3);

  @TempDir Path temp;

  private Object[] command(Path config, Path run, Object... more) {
    Object[] command = {
      "accelerate",
      "--task",
      "faulty-facts",
      "--algorithm",
      "grpo",
      "--budget",
      4,
      "--leg",
      2,
      "--save-every",
      2,
      "--seed",
      5,
      "--config",
      config,
      "--out",
      run
    };
    return Work.with(command, more);
  }

  /** Without searches nothing is ever changed: the run is the plain one byte for byte. */
  @Test
  void aRunThatNeverJumpsIsThePlainRun() {
    SmallTraining training = SmallTraining.in(temp);
    Path plain = temp.resolve("plain");
    Path run = temp.resolve("run");
    String measured = Cli.run(training.command(plain)).ok().out();
    Cli.Result result = Cli.run(command(training.config(), run, "--max-search-share", "0%")).ok();
    Map<String, String> controlled = SmallTraining.results(run);
    assertThat(controlled).containsAllEntriesOf(SmallTraining.results(plain));
    String accuracies = measured.replaceAll("(?s).*(test accuracy [0-9.]+ -> [0-9.]+).*", "$1");
    assertThat(result.out()).contains(accuracies, "0 of searches");
    JsonDocuments.read("train", Cli.run(Work.with(training.command(plain), "--json")).ok().out());
    Object[] sample = {"sample", plain.resolve("step-4"), "--prompt", "1", "--n", 1, "--json"};
    JsonDocuments.read("sample", Cli.run(sample).ok().out());
  }

  /** Killed at chosen operations on the disk, a run with jumps ends with the same bytes. */
  @Test
  void killedItGoesOnToTheSameEnd() throws IOException {
    SmallTraining training = SmallTraining.in(temp);
    Path always = SmallModel.text(temp.resolve("always.sh"), ALWAYS);
    Object[] more = {
      "--max-search-share",
      "90%",
      "--validation-command",
      "sh '" + always + "'",
      "--error",
      0.9,
      "--factors",
      1,
      "--average",
      0
    };
    Path whole = temp.resolve("whole");
    Cli.run(command(training.config(), whole, more)).ok();
    assertThat(Files.readString(whole.resolve("decisions.jsonl"))).contains("\"accepted\":\"f+1\"");
    assertThat(whole.resolve("before-jump/step-2")).isDirectory();
    Map<String, String> expected = SmallTraining.results(whole);
    Path run = temp.resolve("run");
    Random random = new Random(4);
    for (int i = 0; i < KILLS; i++) {
      Cli.fork(
          List.of("-D" + FaultyDisk.PROPERTY + "=kill:" + (40 + random.nextInt(120))),
          command(training.config(), run, more));
    }
    Cli.run(command(training.config(), run, more)).ok();
    assertThat(SmallTraining.results(run)).isEqualTo(expected);
  }

  private static final String ALWAYS =
      """
      i=0
      while [ $i -lt $ALPHARL_COUNT ]; do
        case "$ALPHARL_MODEL" in */f+1) echo 1 ;; *) echo 0 ;; esac
        i=$((i + 1))
      done
      """;

  /** The lab as anybody's trainer: it is called leg by leg and writes verl's layout. */
  @Test
  void theLabBehindAShellCommand() {
    SmallTraining training = SmallTraining.in(temp);
    Path script =
        SmallModel.text(
            temp.resolve("train.sh"),
            """
            set -e
            %s train --task faulty-facts --algorithm grpo --config '%s' --model "$ALPHARL_MODEL" \\
              --steps $ALPHARL_STEPS --seed $ALPHARL_SEED --out "$ALPHARL_OUT/work"
            mkdir -p "$ALPHARL_OUT/global_step_$ALPHARL_STEPS/actor"
            cp -r "$ALPHARL_OUT/work/step-$ALPHARL_STEPS" \\
              "$ALPHARL_OUT/global_step_$ALPHARL_STEPS/actor/huggingface"
            """
                .formatted(Cli.commandLine(), training.config()));
    Path base = temp.resolve("base");
    Object[] made = training.command(base);
    Cli.run(made).ok();
    Path run = temp.resolve("run");
    Object[] command = {
      "accelerate",
      "--trainer-command",
      "sh '" + script + "'",
      "--validation",
      "faulty-facts",
      "--model",
      base.resolve("step-0"),
      "--rollouts-per-step",
      8,
      "--leg",
      1,
      "--budget",
      2,
      "--max-search-share",
      "90%",
      "--out",
      run
    };
    Cli.run(command).ok();
    assertThat(run.resolve("legs/leg-002/run/global_step_1/actor/huggingface")).isDirectory();
    assertThat(Cli.run("inspect", run).ok().out()).contains("2");
  }
}
