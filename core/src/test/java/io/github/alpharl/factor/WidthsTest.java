package io.github.alpharl.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Run;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run, decomposed by JVMs that see CPUs of other widths. */
class WidthsTest {

  @TempDir Path temp;
  private Path run;

  /** Large enough for vectors, with columns that fill no block, in both readers' types. */
  @BeforeEach
  void makeRun() {
    run = temp.resolve("run");
    makeStep(0);
    makeStep(1);
  }

  private void makeStep(long step) {
    Random random = new Random(step);
    List<Tensor> tensors =
        List.of(
            Fixtures.random(random, "model.layers.0.mlp.up_proj.weight", Dtype.BF16, 1026, 1037),
            Fixtures.random(random, "model.layers.0.mlp.down_proj.weight", Dtype.F32, 1031, 1026));
    Fixtures.model(run.resolve("step-" + step), Fixtures.config(false), tensors);
  }

  /** Decomposes the run in the first argument into the store in the second. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) {
      Run run = Run.open(Path.of(arguments[0]), Optional.empty());
      Decomposer.Options options =
          new Decomposer.Options(new Rank.Count(1), new SpectralOptions(1, 0.05, 3, 0), 2, false);
      try (OpenRun weights = new OpenRun(run, OptionalDouble.empty())) {
        new RunDecomposition(weights, new FactorStore(Path.of(arguments[1])), options)
            .update(run.steps().keySet(), RunDecomposition.Listener.NONE);
      }
    }
  }

  /** A JVM that decomposes the run into {@code store}. */
  private record Started(Process process, Path store, Path log) {

    FactorStore result() throws Exception {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).describedAs(Files.readString(log)).isZero();
      return new FactorStore(store);
    }
  }

  private Started decompose(String name, String flag) throws IOException {
    Path store = temp.resolve(name);
    Path log = temp.resolve(name + ".log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "-XX:+UseSerialGC",
            flag,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName(),
            run.toString(),
            store.toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Started(process, store, log);
  }

  private static byte[] last(FactorStore store) throws IOException {
    return Files.readAllBytes(store.directory().resolve("step-1.safetensors"));
  }

  private static boolean hasAvx(String flag) throws IOException {
    Path cpu = Path.of("/proc/cpuinfo");
    return Files.exists(cpu) && Files.readString(cpu).contains(flag);
  }

  @Test
  void registersOf256And512BitsGiveTheSameBytes() throws Exception {
    assumeThat(hasAvx("avx512bw")).describedAs("the CPU has AVX-512").isTrue();
    Started narrow = decompose("avx2", "-XX:UseAVX=2");
    Started wide = decompose("avx512", "-XX:UseAVX=3");
    assertThat(last(wide.result())).isEqualTo(last(narrow.result()));
  }

  @Test
  void aStoreHoldsFactorsOfOneWidth() throws Exception {
    assumeThat(hasAvx("avx2")).describedAs("the CPU has AVX2").isTrue();
    FactorStore narrow = decompose("sse", "-XX:MaxVectorSize=16").result();
    try (StoredFactors stored = narrow.open(1)) {
      assertThat(stored.lanes()).contains("4");
    }
    assertThatThrownBy(narrow::requireOneWidth)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("4 numbers at a time")
        .hasMessageContaining("does 8 at a time");
    makeStep(2);
    assertThatThrownBy(
            () -> Child.main(new String[] {run.toString(), narrow.directory().toString()}))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("one kind");
    assertThat(narrow.steps()).containsExactly(1L);
  }
}
