package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The k-th operation on the disk fails, for k = 1, 2, 3 … until none does: always a clear error,
 * never half an output, and a rerun gives the same bytes.
 */
class FailingDiskTest {

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(names = {"DECOMPOSE", "ADAPTER"})
  void everyFailingOperationIsSurvived(Work work) throws IOException {
    failEach(work);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(names = {"RECONSTRUCT", "PREDICT", "COMPARE"})
  void everyFailingOperationOfOtherCommandsIsSurvived(Work work) throws IOException {
    failEach(work);
  }

  private void failEach(Work work) throws IOException {
    Path run = SmallRun.write(temp.resolve("run"), 10, 30, 50);
    Map<String, String> inputs = Trees.of(run);
    Path whole = Files.createDirectory(temp.resolve("whole"));
    Cli.run(work.command(run, whole)).ok();
    Map<String, String> expected = Work.results(whole);
    Path home = Files.createDirectory(temp.resolve("home"));
    Cli.Result result = failing(1, work, run, home);
    int k = 1;
    for (; result.exit() != 0; k++) {
      result.refused(4, "planned fault at operation " + k);
      Map<String, String> left = Work.results(home);
      assertThat(left.keySet()).as("after operation %d", k).noneMatch(n -> n.contains("-tmp-"));
      assertThat(expected).containsAllEntriesOf(left);
      if (k % 8 == 0) {
        rerun(work, run, home);
        assertThat(Work.results(home)).as("rerun after %d", k).isEqualTo(expected);
      }
      Trees.delete(home);
      Files.createDirectory(home);
      result = failing(k + 1, work, run, home);
    }
    assertThat(k).isGreaterThan(20);
    assertThat(Work.results(home)).isEqualTo(expected);
    assertThat(Trees.of(run)).isEqualTo(inputs);
  }

  /** What failed after its last rename stands complete, so that its name is taken. */
  private static void rerun(Work work, Path run, Path home) {
    Trees.delete(Work.out(home));
    Cli.run(work.command(run, home)).ok();
  }

  private static Cli.Result failing(int k, Work work, Path run, Path home) {
    System.setProperty(FaultyDisk.PROPERTY, "fail:" + k);
    try {
      return Cli.run(work.command(run, home));
    } finally {
      System.clearProperty(FaultyDisk.PROPERTY);
    }
  }
}
