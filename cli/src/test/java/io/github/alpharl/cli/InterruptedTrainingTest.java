package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FaultyDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that is killed or meets a failing disk, again and again: what has its final name is
 * whole, and the same command goes on to the bytes of a run that was never interrupted.
 */
class InterruptedTrainingTest {

  private static final int KILLS = Integer.getInteger("alpharl.kills", 4);
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir Path temp;
  private SmallTraining training;
  private Path run;
  private Map<String, String> expected;
  private long operations;

  @BeforeEach
  void trainWithoutInterruption() {
    training = SmallTraining.in(temp);
    run = temp.resolve("run");
    Path whole = temp.resolve("whole");
    System.setProperty(FaultyDisk.PROPERTY, "fail:" + Integer.MAX_VALUE);
    try {
      Disk counting = Disk.system();
      Cli.run(training.command(whole)).ok();
      operations = counting instanceof FaultyDisk disk ? disk.operations() : 0;
    } finally {
      System.clearProperty(FaultyDisk.PROPERTY);
    }
    expected = SmallTraining.results(whole);
    assertThat(expected).containsKeys("step-0", "step-2", "step-4", "scores.csv", "metrics.jsonl");
    assertThat(operations).isGreaterThan(50);
  }

  @Test
  void killedAtNamedPoints() {
    Random random = new Random(1);
    for (int i = 0; i < KILLS; i++) {
      long k = 1 + random.nextLong(operations / 2);
      Cli.Result killed =
          Cli.fork(List.of("-D" + FaultyDisk.PROPERTY + "=kill:" + k), training.command(run));
      if (killed.exit() == 0) {
        break; // earlier kills had left less to do than k operations
      }
      assertThat(killed.exit()).as(killed.err()).isEqualTo(137);
      SmallTraining.requireWhole(run, expected);
    }
    finish();
  }

  @Tag("slow")
  @Test
  void killedAtRandomMoments() throws Exception {
    Random random = new Random(2);
    int reached = 0;
    for (int i = 0; i < KILLS; i++) {
      Cli.Child child = Cli.start(List.of(), training.command(run));
      await(child, run.resolve(i == 0 ? "training.json" : "metrics.jsonl"));
      if (!child.process().waitFor(random.nextLong(1500), TimeUnit.MILLISECONDS)) {
        reached++;
      }
      child.kill();
      Files.delete(child.out());
      Files.delete(child.err());
      SmallTraining.requireWhole(run, expected);
    }
    finish();
    System.out.println("InterruptedTrainingTest: " + reached + " of " + KILLS + " kills hit");
  }

  private static void await(Cli.Child child, Path file) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (child.process().isAlive() && !Files.exists(file)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  @Test
  void everyNinthOperationFailsInTurn() {
    for (long k = 1; k <= operations; k += 9) {
      Trees.delete(run);
      System.setProperty(FaultyDisk.PROPERTY, "fail:" + k);
      try {
        Cli.Result result = Cli.run(training.command(run));
        assertThat(result.exit()).as(result.err()).isEqualTo(4);
        assertThat(result.err().lines().filter(line -> line.startsWith("alpharl: ")))
            .singleElement()
            .asString()
            .contains("planned fault at operation " + k);
        assertThat(result.err()).doesNotContain("\tat ", "this is a bug");
      } finally {
        System.clearProperty(FaultyDisk.PROPERTY);
      }
      if (Files.exists(run)) {
        SmallTraining.requireWhole(run, expected);
      }
      if (k % 4 == 0) {
        finish();
      }
    }
  }

  private void finish() {
    Cli.run(training.command(run)).ok();
    assertThat(SmallTraining.results(run)).isEqualTo(expected);
  }
}
