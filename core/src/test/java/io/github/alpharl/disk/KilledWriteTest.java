package io.github.alpharl.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child process is killed in the middle of its writes; the rerun gives the same bytes. */
class KilledWriteTest {

  @TempDir Path temp;

  /** The child: copies a checkpoint. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) {
      AtomicWriteTest.copy(Disk.system(), Path.of(args[0]), Path.of(args[1]));
    }
  }

  @Test
  void aKillLeavesNothingUnderTheFinalNameAndARerunGivesTheSameBytes() throws Exception {
    Path template = Fixtures.model(temp.resolve("template"), 1);
    Path whole = temp.resolve("whole");
    AtomicWriteTest.copy(Disk.system(), template, whole);
    Path out = temp.resolve("sub").resolve("out");
    for (int k : List.of(1, 2, 4, 9, 14)) {
      assertThat(run(template, out, "kill:" + k)).isEqualTo(137);
      assertThat(out).doesNotExist();
    }
    assertThat(leftovers(out.getParent())).isNotEmpty();
    assertThat(run(template, out, "kill:1000000")).isZero();
    assertThat(AtomicWriteTest.contents(out))
        .containsExactlyInAnyOrderEntriesOf(AtomicWriteTest.contents(whole));
    assertThat(leftovers(out.getParent())).isEmpty();
  }

  private static List<String> leftovers(Path directory) throws IOException {
    return AtomicWriteTest.names(directory).stream().filter(n -> n.startsWith(".")).toList();
  }

  private static int run(Path template, Path out, String fault) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-D" + FaultyDisk.PROPERTY + "=" + fault,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                template.toString(),
                out.toString())
            .inheritIO()
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
