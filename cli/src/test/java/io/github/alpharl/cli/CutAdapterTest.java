package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters of any forecast, cut to a rank or to a share of the update. */
class CutAdapterTest {

  @TempDir Path temp;

  private JsonNode predict(Path run, String forecaster, Path out, Object... more)
      throws IOException {
    Object[] command = {
      "predict",
      run,
      "--window",
      "10..40",
      "--target-step",
      50,
      "--forecaster",
      forecaster,
      "--rest",
      "base",
      "--out",
      out,
      "--json"
    };
    Object[] all = java.util.Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return new ObjectMapper().readTree(Cli.run(all).ok().out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "velocity", "extrapolate", "relex", "alpharl", "alpharl:full"})
  void whatIsLostIsTheDistanceToTheFullModel(String forecaster) throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    predict(run, forecaster, temp.resolve("full"));
    JsonNode cut =
        predict(
            run,
            forecaster,
            temp.resolve("lora"),
            "--adapter",
            "--adapter-dtype",
            "F32",
            "--rank",
            2);
    assertThat(cut.path("rank").asInt()).isEqualTo(2);
    double distance = distance(run.resolve("step-0"), temp.resolve("full"), temp.resolve("lora"));
    double whole = cut.path("updateNorm").asDouble();
    // The full model is rounded to bfloat16, the cut update is not.
    assertThat(distance).isCloseTo(cut.path("cutNorm").asDouble(), within(0.03 * whole));
    assertThat(cut.path("cutNorm").asDouble()).isLessThan(whole);
  }

  private static double distance(Path base, Path full, Path lora) {
    double squares = 0;
    try (HfCheckpoint from = HfCheckpoint.open(base);
        HfCheckpoint to = HfCheckpoint.open(full);
        LoraAdapter adapter = LoraAdapter.open(lora)) {
      for (LoraModule module : adapter.modules()) {
        Tensor before = from.tensor(module.baseTensor());
        Tensor after = to.tensor(module.baseTensor());
        int columns = Math.toIntExact(before.shape().getLast());
        for (int i = 0; i < before.size(); i++) {
          double product = 0;
          for (int k = 0; k < module.rank(); k++) {
            product +=
                module.b().get((long) (i / columns) * module.rank() + k)
                    * module.a().get((long) k * columns + i % columns);
          }
          double off = after.get(i) - before.get(i) - module.scaling() * product;
          squares += off * off;
        }
      }
    }
    return Math.sqrt(squares);
  }

  @Test
  void aShareOfTheUpdateIsKept() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    JsonNode cut = predict(run, "velocity", temp.resolve("a"), "--adapter", "--energy", "90%");
    double whole = cut.path("updateNorm").asDouble();
    double lost = cut.path("cutNorm").asDouble();
    assertThat(1 - lost * lost / (whole * whole)).isGreaterThanOrEqualTo(0.9 - 1e-6);
    assertThat(cut.path("notes").toString())
        .contains("cut to rank", "The adapter does not carry the change of 6 tensors");
    Cli.Result step =
        Cli.run(
                "reconstruct",
                run,
                "--step",
                50,
                "--adapter",
                "--energy",
                "90%",
                "--out",
                temp.resolve("b"))
            .ok();
    assertThat(step.out()).contains("% of its square)");
  }

  @Test
  void aReconstructedAdapterSaysHowMuchItKeeps() throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    List<Object> words = List.of("reconstruct", run, "--step", 50, "--adapter", "--rank", "1,2");
    List<Object> more =
        List.of("--norm", "none", "--adapter-dtype", "F32", "--out", temp.resolve("c"));
    Cli.Result cut = Cli.run(Stream.concat(words.stream(), more.stream()).toArray()).ok();
    Cli.run("reconstruct", run, "--step", 50, "--out", temp.resolve("whole"), "--rank", "100%")
        .ok();
    for (int rank = 1; rank <= 2; rank++) {
      Matcher said =
          Pattern.compile(
                  "the first "
                      + (rank == 1 ? "singular direction" : rank + " singular directions")
                      + ": ‖Δ‖ = ([0-9.]+) of ([0-9.]+) ")
              .matcher(cut.err());
      assertThat(said.find()).as(cut.err()).isTrue();
      double kept = Double.parseDouble(said.group(1));
      double whole = Double.parseDouble(said.group(2));
      // What is not kept is the distance to the whole step.
      double lost =
          distance(run.resolve("step-0"), temp.resolve("whole"), temp.resolve("c/rank-" + rank));
      assertThat(Math.hypot(kept, lost)).isCloseTo(whole, within(2e-3 * whole));
    }
  }

  @Test
  void aRankIsOfAdaptersAlone() {
    Path run = SmallRun.write(temp.resolve("run"));
    Cli.run(
            "predict",
            run,
            "--window",
            "10..40",
            "--target-step",
            50,
            "--rank",
            2,
            "--out",
            temp.resolve("a"))
        .refused(2, "add --adapter");
    Cli.run(
            "predict",
            run,
            "--window",
            "10..40",
            "--target-step",
            50,
            "--forecaster",
            "velocity",
            "--adapter",
            "--out",
            temp.resolve("b"))
        .refused(2, "name a rank", "(--rank R)");
  }
}
