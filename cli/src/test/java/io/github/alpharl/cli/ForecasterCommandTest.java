package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forecasters other than the paper's, from the command line to the written model. */
class ForecasterCommandTest {

  @TempDir Path temp;

  private Path run() {
    return SmallRun.write(temp.resolve("run"));
  }

  private Cli.Result predict(Path run, String forecaster, Path out, Object... more) {
    Object[] command = {
      "predict",
      run,
      "--window",
      "10..40",
      "--target-step",
      50,
      "--forecaster",
      forecaster,
      "--out",
      out
    };
    Object[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return Cli.run(all);
  }

  @Test
  void holdIsTheLastCheckpointBitForBit() throws IOException {
    Path run = run();
    Path out = temp.resolve("held");
    predict(run, "hold", out).ok();
    assertThat(
            Files.mismatch(
                out.resolve(SmallRun.WEIGHTS), run.resolve("step-40/" + SmallRun.WEIGHTS)))
        .isEqualTo(-1);
  }

  @Test
  void forecastersWithoutScoresNeedNoneAndMixCheckpoints() throws IOException {
    Path run = run();
    Files.delete(run.resolve("scores.csv"));
    Path out = temp.resolve("velocity");
    Cli.Result result = predict(run, "velocity:lag=1", out).ok();
    assertThat(result.out()).contains("2.000·ΔW(40) − 1.000·ΔW(30)");
    String name = SmallModel.modules().getFirst();
    try (HfCheckpoint predicted = HfCheckpoint.open(out);
        HfCheckpoint forty = HfCheckpoint.open(run.resolve("step-40"));
        HfCheckpoint thirty = HfCheckpoint.open(run.resolve("step-30"))) {
      for (long i = 0; i < predicted.tensor(name).size(); i++) {
        double exact = 2 * forty.tensor(name).get(i) - thirty.tensor(name).get(i);
        assertThat(predicted.tensor(name).get(i))
            .isCloseTo(exact, within(Math.abs(exact) / 256 + 1e-6));
      }
    }
    for (String other : new String[] {"relex:rank=2", "extrapolate:first", "alpharl:step:rank=2"}) {
      predict(run, other, temp.resolve(other.replace(':', '-')), "--json").ok();
    }
    predict(run, "alpharl", temp.resolve("no")).refused(2, "--scores FILE");
  }

  @Test
  void nextLearnsFromTheWindowAndGivesTheSameBytesAgain() throws IOException {
    Path run = run();
    Path store = temp.resolve("store");
    String some = "mlp\\.(up|down)_proj"; // two shapes, each of which has a network
    Cli.Result result =
        predict(run, "next", temp.resolve("a"), "--store", store, "--modules", some).ok();
    assertThat(result.out()).contains("1.000·ΔW(40) + rank 1");
    assertThat(store.resolve("differences/30-40/step-40.safetensors")).exists();
    Path other = temp.resolve("other");
    predict(run, "next", temp.resolve("b"), "--store", other, "--modules", some).ok();
    Path weights = Path.of(SmallRun.WEIGHTS);
    assertThat(
            Files.mismatch(temp.resolve("a").resolve(weights), temp.resolve("b").resolve(weights)))
        .isEqualTo(-1);
    Cli.Result compared =
        Cli.run(
                "compare",
                run,
                "--window",
                "100%",
                "--forecasters",
                "hold,next",
                "--modules",
                "down_proj",
                "--json")
            .ok();
    assertThat(compared.out()).contains("\"name\" : \"next\"");
    predict(run, "next:horizon=4", temp.resolve("c")).refused(2, "needs at least 5", "widen it");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Path run = run();
    predict(run, "oracle", temp.resolve("o")).refused(2, "no forecaster 'oracle'", "velocity");
    predict(run, "relex", temp.resolve("o"), "--compose", "full")
        .refused(2, "belong to", "alpharl");
    predict(run, "relex", temp.resolve("o"), "--adapter").refused(2, "write a full checkpoint");
    Cli.run(
            "predict",
            run,
            "--window",
            "10..40",
            "--target-accuracy",
            0.7,
            "--forecaster",
            "relex",
            "--out",
            temp.resolve("o"))
        .refused(2, "aims at a step");
    assertThat(temp.resolve("o")).doesNotExist();
  }

  @Test
  void aMixtureOfAdaptersIsAnAdapterOfTheirRanksSum() {
    Path run = run();
    Path lora = temp.resolve("lora");
    Path base = run.resolve("step-0");
    for (int step : new int[] {10, 20, 30}) {
      Cli.run(
              "reconstruct",
              run,
              "--step",
              step,
              "--adapter",
              "--adapter-dtype",
              "F32",
              "--base-name",
              "base",
              "--out",
              lora.resolve("step-" + step))
          .ok();
    }
    Path out = temp.resolve("mixed");
    Cli.run(
            "predict",
            lora,
            "--base",
            base,
            "--window",
            "10..30",
            "--target-step",
            40,
            "--forecaster",
            "velocity:lag=1",
            "--adapter",
            "--adapter-dtype",
            "F32",
            "--out",
            out)
        .ok();
    try (LoraAdapter mixed = LoraAdapter.open(out);
        LoraAdapter last = LoraAdapter.open(lora.resolve("step-30"));
        LoraAdapter before = LoraAdapter.open(lora.resolve("step-20"))) {
      LoraModule found = mixed.modules().getFirst();
      assertThat(found.rank()).isEqualTo(2);
      for (int i = 0; i < 5; i++) {
        double exact = 2 * entry(last, found, i) - entry(before, found, i);
        assertThat(entry(mixed, found, i)).isCloseTo(exact, within(1e-5));
      }
    }
  }

  /** Entry (i, i) of the update of the same matrix. */
  private static double entry(LoraAdapter adapter, LoraModule like, int i) {
    LoraModule module =
        adapter.modules().stream()
            .filter(m -> m.baseTensor().equals(like.baseTensor()))
            .findFirst()
            .orElseThrow();
    double sum = 0;
    for (int k = 0; k < module.rank(); k++) {
      sum +=
          module.b().get(i * module.rank() + k)
              * module.a().get(k * module.a().shape().getLast() + i);
    }
    return module.scaling() * sum;
  }
}
