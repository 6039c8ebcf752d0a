package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
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
                "predict",
                run,
                "--window",
                window,
                "--target-step",
                90,
                "--forecaster",
                "velocity",
                "--out",
                temp.resolve("velocity")),
            List.of(
                "predict",
                run,
                "--window",
                window,
                "--target-step",
                90,
                "--forecaster",
                "relex",
                "--adapter",
                "--rank",
                1,
                "--out",
                out),
            List.of("watch", run, "--once"));
    commands.forEach(words -> saidOnce(words, "steps 10, 20, 30, 40, 50, 60, 70, 80: "));
  }

  @Test
  void aStepThatIsReadAloneIsSpokenOfAlone() {
    Stream.of(
            List.of("reconstruct", run, "--step", 50, "--out", temp.resolve("one")),
            List.of("reconstruct", run, "--step", 50, "--rank", 2, "--out", temp.resolve("two")),
            List.of(
                "reconstruct",
                run,
                "--step",
                50,
                "--adapter",
                "--energy",
                "95%",
                "--out",
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
    base.tensors.replaceAll((name, tensor) -> wider(tensor, 1));
    base.write(run.resolve("step-0"));
    String note = "20 tensors of the base are rounded from F32 to BF16";
    Cli.run("decompose", run).ok().noted("steps 10, 20", note);
    Cli.run("dominance", run).ok().noted("steps 10, 20", note);
  }

  /** The trainer rounded all of the base and moved one matrix: no more was trained. */
  @Test
  void whatWasOnlyRoundedIsNotSaidToBeLost() {
    SmallModel base = SmallRun.base();
    String moved = SmallModel.modules().getFirst();
    Path step = run.resolve("step-20");
    base.set(moved, 3, 7).write(step);
    base.set(moved, 3, 2);
    base.tensors.replaceAll((name, tensor) -> wider(tensor, 1.0005)); // rounds to what it was
    base.write(run.resolve("step-0"));
    assertThat(
            Cli.run("reconstruct", run, "--step", 20, "--adapter", "--out", temp.resolve("a"))
                .ok()
                .out())
        .contains("nothing is lost", "(100.0 % of its square)");
  }

  private static Tensor wider(Tensor tensor, double factor) {
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(4 * tensor.size())]);
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(Dtype.F32, data, i, factor * tensor.get(i));
    }
    return new Tensor(tensor.name(), Dtype.F32, tensor.shape(), data);
  }

  @Test
  void exportWritesNamesThatLoadersKnow() {
    Path out = temp.resolve("exported");
    assertThat(Cli.run("export", run.resolve("step-50"), "--out", out).ok().out())
        .contains("20 names are written without wrappers");
    try (HfCheckpoint written = HfCheckpoint.open(out)) {
      assertThat(written.tensors().keySet()).containsAll(SmallRun.base().tensors.keySet());
    }
  }

  @Test
  void anAdapterIsMergedInTheTypeThatIsWrittenAndWhatItTrainedBesideHasANorm() {
    String head = "model.embed_tokens";
    Path adapters = temp.resolve("adapters");
    double scale = 1e-3;
    for (long step = 10; step <= 20; step += 10) {
      Path made = adapters.resolve("checkpoint-" + step);
      Cli.run("reconstruct", run, "--step", step, "--adapter", "--out", made).ok();
      addHead(made.resolve("adapter_model.safetensors"), head, scale * step);
    }
    Path base = run.resolve("step-0");
    double norm = scale * 20 * Math.sqrt(SmallModel.WORDS * SmallModel.HIDDEN);
    String beside = String.format(Locale.ROOT, "‖Δ‖ = %.4g (%s.weight", norm, head);
    Cli.run("decompose", adapters, "--base", base).ok().noted("at step 20 ", beside);
    Path out = temp.resolve("merged");
    Cli.run("export", adapters, "--step", 10, "--base", base, "--dtype", "f32", "--out", out).ok();
    try (HfCheckpoint before = HfCheckpoint.open(base);
        HfCheckpoint merged = HfCheckpoint.open(out)) {
      Tensor was = before.tensor(head + ".weight");
      Tensor is = merged.tensor(head + ".weight");
      for (long i = 0; i < was.size(); i++) {
        assertThat(is.get(i)).isCloseTo(was.get(i) + 10 * scale, within(1e-6));
      }
    }
  }

  /** Gives the adapter in {@code file} factors of the embedding whose product is {@code value}. */
  private static void addHead(Path file, String module, double value) {
    List<TensorSource> all = new ArrayList<>();
    try (SafetensorsFile adapter = SafetensorsFile.open(file)) {
      for (Tensor tensor : adapter.tensors().values()) {
        all.add(copy(tensor.name(), tensor.shape(), tensor::get));
      }
    }
    String prefix = "base_model.model." + module;
    all.add(copy(prefix + ".lora_embedding_A", List.of(1L, (long) SmallModel.WORDS), _ -> 1));
    all.add(copy(prefix + ".lora_embedding_B", List.of((long) SmallModel.HIDDEN, 1L), _ -> value));
    SafetensorsWriter.write(Disk.system(), file, all, SafetensorsWriter.METADATA);
  }

  private static TensorSource copy(String name, List<Long> shape, LongToDoubleFunction values) {
    int size = Math.toIntExact(shape.stream().reduce(1L, (a, b) -> a * b));
    MemorySegment data = MemorySegment.ofArray(new byte[4 * size]);
    for (int i = 0; i < size; i++) {
      Elements.set(Dtype.F32, data, i, values.applyAsDouble(i));
    }
    return new TensorSource(name, Dtype.F32, shape, TensorContent.of(data));
  }
}
