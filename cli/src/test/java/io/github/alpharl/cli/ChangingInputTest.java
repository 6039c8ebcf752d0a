package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Weights that are shortened, overwritten or replaced while the command line has them mapped: no
 * crash of the JVM but a clear error, and nothing written. With each of the JVM's ways to run code,
 * as each reads mapped memory in its own way.
 */
class ChangingInputTest {

  private static final int SIZE = 1536;
  private static final int MATRICES = 12;

  /** The vector kernels need the optimising compiler. */
  private static final List<String> FAST = List.of("-XX:TieredStopAtLevel=4");

  @TempDir Path temp;

  private Path run() throws IOException {
    BigModels.write(temp.resolve("run/step-0"), MATRICES, SIZE, 1);
    BigModels.write(temp.resolve("run/step-10"), MATRICES, SIZE, 1.5);
    BigModels.write(temp.resolve("run/step-20"), MATRICES, SIZE, 2);
    return temp.resolve("run");
  }

  private static void shorten(Path file) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(SIZE);
    }
  }

  private static void replace(Path file) throws IOException {
    Files.move(copyOf(file), file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path copyOf(Path file) {
    return file.resolveSibling("other");
  }

  /** Waits until {@code child} has mapped all {@code files} at once; /proc tells. */
  private static void awaitMapped(Cli.Child child, Path... files) throws Exception {
    Path maps = Path.of("/proc", Long.toString(child.process().pid()), "maps");
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "there is no /proc");
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (child.process().isAlive() && System.nanoTime() < deadline) {
      String mapped = text(maps);
      if (Stream.of(files).allMatch(file -> mapped.contains(file.toAbsolutePath().toString()))) {
        return;
      }
      Thread.sleep(1);
    }
  }

  private static String text(Path maps) {
    try {
      return Files.readString(maps);
    } catch (IOException ended) {
      return "";
    }
  }

  @ParameterizedTest
  @CsvSource({
    "step-10, shorten, -XX:TieredStopAtLevel=4",
    "step-0, shorten, -XX:TieredStopAtLevel=4",
    "step-10, shorten, -XX:TieredStopAtLevel=1"
  })
  void aChangedFileEndsADecompositionClearly(String which, String how, String option)
      throws Exception {
    Path run = run();
    Path file = run.resolve(which).resolve(SmallRun.WEIGHTS);
    Path store = temp.resolve("store");
    Files.copy(file, copyOf(file)); // beforehand: it takes longer than a decomposition may
    Cli.Child child = Cli.start(List.of(option), "decompose", run, "--store", store);
    Path base = run.resolve("step-0").resolve(SmallRun.WEIGHTS);
    awaitMapped(child, base, run.resolve("step-10").resolve(SmallRun.WEIGHTS));
    if (how.equals("replace")) {
      // The first mapping only looks for the run; a file replaced before it is read is no fault.
      Thread.sleep(1000);
      awaitMapped(child, run.resolve("step-10").resolve(SmallRun.WEIGHTS));
    }
    Thread.sleep(40);
    change(how, file);
    Cli.Result result = child.result();
    result.refused(3, file.toString());
    assertNoHalf(store);
  }

  @Test
  @Tag("slow")
  void aFileThatIsShortenedUnderTheInterpreterEndsADecompositionClearly() throws Exception {
    aChangedFileEndsADecompositionClearly("step-10", "shorten", "-Xint");
  }

  @Test
  @Tag("slow") // what is replaced is noticed when all has been read
  void aReplacedFileEndsADecompositionClearly() throws Exception {
    aChangedFileEndsADecompositionClearly("step-10", "replace", "-XX:TieredStopAtLevel=1");
  }

  private static void change(String how, Path file) throws IOException {
    if (how.equals("shorten")) {
      shorten(file);
    } else {
      replace(file);
    }
  }

  private static void assertNoHalf(Path store) throws IOException {
    if (Files.exists(store)) {
      assertThat(Trees.of(store).keySet()).noneMatch(name -> name.contains("-tmp-"));
    }
  }

  @Test
  void aShortenedFileEndsAReconstructionClearly() throws Exception {
    Path run = run();
    Path out = temp.resolve("out");
    Path store = temp.resolve("store");
    Cli.run("decompose", run, "--steps", "10..10", "--store", store).ok();
    Map<String, String> stored = Trees.of(store);
    Cli.Child child =
        Cli.start(FAST, "reconstruct", run, "--step", 10, "--store", store, "--out", out);
    while (child.process().isAlive() && !hasTemporary(temp)) {
      Thread.sleep(1);
    }
    shorten(run.resolve("step-0").resolve(SmallRun.WEIGHTS));
    Cli.Result result = child.result();
    result.refused(3, run.resolve("step-0").resolve(SmallRun.WEIGHTS).toString());
    assertThat(out).doesNotExist();
    assertThat(hasTemporary(temp)).isFalse();
    assertThat(Trees.of(store)).isEqualTo(stored);
  }

  private static boolean hasTemporary(Path directory) throws IOException {
    try (var children = Files.list(directory)) {
      return children.anyMatch(child -> child.getFileName().toString().contains("-tmp-"));
    }
  }

  @Test
  void aModelLargerThanTheHeapIsDecomposedAndWritten() throws Exception {
    Path run = temp.resolve("run");
    BigModels.write(run.resolve("step-0"), 24, SIZE, 1);
    BigModels.write(run.resolve("step-10"), 24, SIZE, 1.5);
    assertThat(Files.size(run.resolve("step-10").resolve(SmallRun.WEIGHTS)))
        .isGreaterThan(100L << 20);
    Cli.fork(
            List.of("-Xmx64m", FAST.getFirst()),
            "reconstruct",
            run,
            "--step",
            10,
            "--out",
            temp.resolve("out"))
        .ok();
    assertThat(run.resolve(".alpharl"))
        .isNotEmptyDirectory(); // the factors of its own decomposition
    assertThat(Files.size(temp.resolve("out").resolve(SmallRun.WEIGHTS))).isGreaterThan(100L << 20);
  }

  @Test
  void tooLittleMemoryIsSaid() throws Exception {
    Path run = run();
    Cli.Result result = Cli.fork(List.of("-Xmx20m"), "decompose", run, "--rank", "100%");
    assertThat(result.exit()).as(result.err()).isEqualTo(4);
    assertThat(result.err())
        .contains("out of memory", "--threads", "ALPHARL_JAVA_OPTS=-Xmx")
        .doesNotContain("\tat ");
    assertNoHalf(run.resolve(".alpharl"));
  }
}
