package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FaultyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The command line is killed at named points (the k-th operation on the disk) and at random moments
 * (SIGKILL), run again, and ends with the bytes of a run that was never interrupted. The system
 * property {@code alpharl.kills} is the number of kills of each test, 4 by default.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("alpharl.kills", 4);
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir Path temp;
  private int reached;

  @ParameterizedTest
  @EnumSource
  void namedPoints(Work work) throws Exception {
    Path run = SmallRun.write(temp.resolve("run"), 10, 30, 50);
    Path whole = Files.createDirectory(temp.resolve("whole"));
    int operations = operationsOf(work, run, whole);
    Map<String, String> expected = Work.results(whole);
    Random random = new Random(work.name().hashCode());
    Path home = Files.createDirectory(temp.resolve("home"));
    for (int i = 0; i < KILLS; i++) {
      int k = 1 + random.nextInt(operations);
      Cli.Result killed =
          Cli.fork(List.of("-D" + FaultyDisk.PROPERTY + "=kill:" + k), work.command(run, home));
      if (killed.exit() == 0) {
        finish(work, run, home, expected); // earlier kills had left less to do than k operations
        continue;
      }
      assertThat(killed.exit()).as(killed.err()).isEqualTo(137);
      reached++;
      assertThat(expected).as("killed at %d", k).containsAllEntriesOf(Work.finished(home));
      if (random.nextInt(3) == 0) {
        finish(work, run, home, expected);
      } else if (Files.exists(Work.out(home))) {
        Trees.delete(Work.out(home));
      }
    }
    Trees.delete(Work.out(home));
    finish(work, run, home, expected);
    report(work + " at named points of " + operations);
  }

  /** Runs {@code work} to its end, compares, and empties {@code home} for the next kill. */
  private static void finish(Work work, Path run, Path home, Map<String, String> expected)
      throws IOException {
    if (!Files.exists(Work.out(home))) {
      Cli.run(work.command(run, home)).ok();
    }
    if (work == Work.DECOMPOSE || !Work.results(home).equals(expected)) {
      Trees.delete(Work.out(home));
      Cli.run(work.command(run, home)).ok();
    }
    assertThat(Work.results(home)).isEqualTo(expected);
    Trees.delete(home);
    Files.createDirectory(home);
  }

  private static int operationsOf(Work work, Path run, Path home) {
    System.setProperty(FaultyDisk.PROPERTY, "fail:" + Integer.MAX_VALUE);
    try {
      Disk counting = Disk.system();
      Cli.run(work.command(run, home)).ok();
      long operations = counting instanceof FaultyDisk disk ? disk.operations() : 0;
      assertThat(operations).isGreaterThan(20);
      return Math.toIntExact(operations);
    } finally {
      System.clearProperty(FaultyDisk.PROPERTY);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DECOMPOSE", "PREDICT"})
  void randomMoments(Work work) throws Exception {
    killAtRandomMoments(work);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(names = {"RECONSTRUCT", "ADAPTER", "COMPARE"})
  void randomMomentsOfOtherCommands(Work work) throws Exception {
    killAtRandomMoments(work);
  }

  private void killAtRandomMoments(Work work) throws Exception {
    Path run = TinyRun.directory();
    assumeTrue(Files.isDirectory(run), "shared data are not here");
    Path whole = Files.createDirectory(temp.resolve("whole"));
    long start = System.nanoTime();
    Cli.fork(work.command(run, whole)).ok();
    long span = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    Map<String, String> expected = Work.results(whole);
    Random random = new Random(work.name().hashCode());
    Path home = Files.createDirectory(temp.resolve("home"));
    for (int i = 0; i < KILLS; i++) {
      killSoon(
          Cli.start(List.of(), work.command(run, home)),
          home,
          random.nextLong(1 + longest(work, span)));
      assertThat(expected).containsAllEntriesOf(Work.finished(home));
      if (Files.exists(Work.out(home)) || random.nextInt(3) == 0) {
        finish(work, run, home, expected);
      }
    }
    finish(work, run, home, expected);
    report(work + " at random moments");
  }

  /** Most of a command's span is the start of its JVM; only a decomposition goes on for long. */
  private static long longest(Work work, long span) {
    return work == Work.DECOMPOSE ? span / 4 : span / 20;
  }

  /** Kills {@code child} so many milliseconds after it began to write below {@code home}. */
  private void killSoon(Cli.Child child, Path home, long millis) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    int entries = entries(home);
    while (child.process().isAlive() && entries(home) == entries) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2);
    }
    if (!child.process().waitFor(millis, TimeUnit.MILLISECONDS)) {
      reached++;
    }
    child.kill();
    Files.delete(child.out());
    Files.delete(child.err());
  }

  private static int entries(Path home) throws IOException {
    int count = count(home);
    return Files.exists(Work.store(home)) ? count + count(Work.store(home)) : count;
  }

  private static int count(Path directory) throws IOException {
    try (var children = Files.list(directory)) {
      return (int) children.count();
    }
  }

  private void report(String what) {
    assertThat(reached).as("kills that came in time").isPositive();
    System.out.println("KillTest: " + reached + " of " + KILLS + " kills hit " + what);
  }

  /** At the first operation, at those that write the weights, and at the last: the rename. */
  @Test
  void aKilledExportLeavesNothingThatLooksWhole() throws Exception {
    Path from = SmallRun.write(temp.resolve("run"), 10).resolve("step-10");
    Path out = temp.resolve("out");
    Object[] export = {"export", from, "--out", out};
    System.setProperty(FaultyDisk.PROPERTY, "fail:" + Integer.MAX_VALUE);
    int operations;
    try {
      Disk counting = Disk.system();
      Cli.run(export).ok();
      operations = (int) ((FaultyDisk) counting).operations();
    } finally {
      System.clearProperty(FaultyDisk.PROPERTY);
    }
    Map<String, String> due = Trees.of(out);
    Trees.delete(out);
    for (int k : new int[] {operations / 2, operations - 1}) {
      Cli.Result killed = Cli.fork(List.of("-D" + FaultyDisk.PROPERTY + "=kill:" + k), export);
      assertThat(killed.exit()).as(killed.err()).isEqualTo(137);
      assertThat(out).doesNotExist();
      assertThat(Trees.of(temp).keySet()).noneMatch(name -> name.startsWith("out/"));
    }
    Cli.run(export).ok();
    assertThat(Trees.of(out)).isEqualTo(due);
  }

  @Test
  void twoProcessesOnOneStoreEndWithTheSameBytes() throws Exception {
    Path run = SmallRun.write(temp.resolve("run"));
    Path whole = Files.createDirectory(temp.resolve("whole"));
    Cli.run(Work.DECOMPOSE.command(run, whole)).ok();
    Cli.run(Work.PREDICT.command(run, whole)).ok();
    Path home = Files.createDirectory(temp.resolve("home"));
    for (int i = 0; i < 2; i++) {
      Cli.Child first = Cli.start(List.of(), Work.DECOMPOSE.command(run, home));
      Cli.Child second = Cli.start(List.of(), Work.PREDICT.command(run, home));
      first.result().ok();
      second.result().ok();
      assertThat(Trees.of(Work.store(home))).isEqualTo(Trees.of(Work.store(whole)));
      Trees.delete(home);
      Files.createDirectory(home);
    }
  }

  @Test
  void twoProcessesOnOneOutputNeverMix() throws Exception {
    Path run = SmallRun.write(temp.resolve("run"));
    Path whole = Files.createDirectory(temp.resolve("whole"));
    Cli.run(Work.RECONSTRUCT.command(run, whole)).ok();
    Path home = Files.createDirectory(temp.resolve("home"));
    Cli.Child first = Cli.start(List.of(), Work.RECONSTRUCT.command(run, home));
    Cli.Child second = Cli.start(List.of(), Work.RECONSTRUCT.command(run, home));
    List<Integer> exits = List.of(first.result().exit(), second.result().exit());
    assertThat(exits).contains(0).isSubsetOf(0, 4);
    assertThat(Trees.of(home)).isEqualTo(Trees.of(whole));
  }
}
