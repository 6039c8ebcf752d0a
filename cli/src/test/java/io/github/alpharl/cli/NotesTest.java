package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of steps as they are read is said by every command that reads them, once. */
class NotesTest {

  private static final String MAPPED = "names are mapped to the base's, such as '_orig_mod.";

  @TempDir Path temp;
  private Path run;

  @BeforeEach
  void wrapSteps() {
    SmallModel base = SmallRun.base();
    run = SmallRun.write(temp.resolve("run"), new long[0]);
    StringBuilder scores = new StringBuilder("step,accuracy\n0,0.2000\n");
    for (long step = 10; step <= 80; step += 10) {
      wrapped(SmallRun.model(base, step)).write(run.resolve("step-" + step));
      scores.append("%d,%.4f%n".formatted(step, SmallRun.accuracy(step)));
    }
    SmallModel.text(run.resolve("scores.csv"), scores.toString());
  }

  private static SmallModel wrapped(SmallModel model) {
    List<Tensor> all = List.copyOf(model.tensors.values());
    model.tensors.clear();
    for (Tensor tensor : all) {
      String name = "_orig_mod." + tensor.name();
      model.tensors.put(name, new Tensor(name, tensor.dtype(), tensor.shape(), tensor.memory()));
    }
    return model;
  }

  @Test
  void everyCommandSaysThemOnceAndTogether() {
    Object out = temp.resolve("adapter");
    String window = "10..80";
    Stream<List<Object>> commands =
        Stream.of(
            List.of("inspect", run),
            List.of("decompose", run),
            List.of("decompose", run), // reuses what the first one stored
            List.of("dominance", run),
            List.of("linearity", run),
            List.of("report", run, "--out", temp.resolve("report.html")),
            List.of("compare", run, "--window", window, "--forecasters", "hold,velocity"),
            List.of("headroom", run, "--window", window),
            List.of(
                "predict", run, "--window", window, "--target-step", 90, "--forecaster", "velocity",
                "--out", temp.resolve("velocity")),
            List.of(
                "predict", run, "--window", window, "--target-step", 90, "--forecaster", "relex",
                "--adapter", "--rank", 1, "--out", out),
            List.of("watch", run, "--once"));
    commands.forEach(words -> saidOnce(words, "steps 10, 20, 30, 40, 50, 60, 70, 80: "));
  }

  @Test
  void aStepThatIsReadAloneIsSpokenOfAlone() {
    Stream.of(
            List.of("reconstruct", run, "--step", 50, "--out", temp.resolve("one")),
            List.of("reconstruct", run, "--step", 50, "--rank", 2, "--out", temp.resolve("two")),
            List.of(
                "reconstruct", run, "--step", 50, "--adapter", "--energy", "95%", "--out",
                temp.resolve("three")))
        .forEach(words -> saidOnce(words, "step 50: "));
  }

  private static void saidOnce(List<?> words, String steps) {
    String err = Cli.run(words.toArray()).ok().err();
    List<String> said = err.lines().filter(line -> line.contains(MAPPED)).toList();
    assertThat(said).as("%s: %s", words, err).hasSize(1);
    assertThat(said.getFirst()).contains(steps);
  }

  @Test
  void aBaseThatIsRoundedIsSpokenOf() {
    SmallModel base = SmallRun.base();
    base.tensors.replaceAll((name, tensor) -> wider(tensor));
    base.write(run.resolve("step-0"));
    String note = "20 tensors of the base are rounded from F32 to BF16";
    Cli.run("decompose", run).ok().noted("steps 10, 20", note);
    Cli.run("dominance", run).ok().noted("steps 10, 20", note);
  }

  private static Tensor wider(Tensor tensor) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(4 * tensor.size())]);
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(Dtype.F32, data, i, tensor.get(i));
    }
    return new Tensor(tensor.name(), Dtype.F32, tensor.shape(), data);
  }
}
