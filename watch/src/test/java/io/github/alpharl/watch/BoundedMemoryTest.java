package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.factor.FactorKey;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.watch.alert.Alert;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch of 100,000 steps of metrics and 2,000 files of factors, in a process of its own. */
class BoundedMemoryTest {

  private static final int ROWS = 100_000;
  private static final int FILES = 2000;

  @TempDir private Path folder;

  @Test
  void theHeapOf40MebibytesIsEnough() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                BoundedMemoryTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).endsWith("rows 100000, files 2000, points 782 of every 128\n");
    assertThat(child.waitFor()).isZero();
  }

  /** The child. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    FactorStore store = new FactorStore(folder.resolve(".alpharl"));
    LiveWatch watch =
        new LiveWatch(
            new LiveWatch.Place(folder, folder, folder.resolve(".alpharl/watch")),
            WatchOptions.DEFAULT,
            () -> {
              throw BadDataException.of("the run holds no step");
            },
            new Ears(),
            () -> 0);
    watch.resume(store);
    Path log = folder.resolve("metrics.jsonl");
    for (int from = 1; from <= ROWS; from += 1000) {
      append(log, from, from + 999);
      watch.look();
    }
    watch.look(); // the last row is whole now
    Gauge gauge = new Gauge(_ -> {});
    store.write(1, key(), List.of(factors()));
    Path first = folder.resolve(".alpharl/step-1.safetensors");
    for (int step = 2; step <= FILES; step++) {
      Path copy = first.resolveSibling("step-" + step + ".safetensors");
      Files.copy(first, copy);
      gauge.recall(store, step);
    }
    System.out.printf(
        "rows %d, files %d, points %d of every %d%n",
        watch.session().step(),
        store.steps().size(),
        watch.session().charts().get("metrics: reward").steps().length,
        watch.session().charts().get("metrics: reward").every());
  }

  private static void append(Path log, int from, int to) throws IOException {
    try (BufferedWriter writer =
        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int step = from; step <= to; step++) {
        writer.write("{\"step\":" + step + ",\"reward\":0.5,\"entropy\":0.25}\n");
      }
    }
  }

  private static FactorKey key() {
    return new FactorKey("b", "w", new Rank.Count(1), 1e-4, 0);
  }

  private static ModuleFactors factors() {
    return new ModuleFactors(
        "model.layers.0.mlp.up_proj.weight",
        new float[][] {new float[256]},
        new float[][] {new float[256]},
        new double[] {1},
        new double[] {0},
        2,
        0.1,
        0.75,
        1);
  }

  private record Ears() implements LiveListener {

    @Override
    public void alert(Alert alert) {}

    @Override
    public void note(String note) {}
  }
}
