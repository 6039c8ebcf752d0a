package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.testkit.SlimeWriter;
import io.github.alpharl.watch.LiveListener;
import io.github.alpharl.watch.LiveWatch;
import io.github.alpharl.watch.WatchOptions;
import io.github.alpharl.watch.alert.Alert;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that trainers hand to their samplers and remove again, seen by a live watch. */
class WatchBroadcastTest {

  @TempDir private Path temp;
  private final List<String> notes = new ArrayList<>();
  private Path base;
  private Path all;
  private Path run;

  @BeforeEach
  void write() throws IOException {
    all = SmallRun.write(temp.resolve("all"));
    base = all.resolve("step-0");
    run = Files.createDirectory(temp.resolve("run"));
  }

  private final class Ears implements LiveListener {

    @Override
    public void alert(Alert alert) {
      notes.add("alert: " + alert.sentence());
    }

    @Override
    public void note(String note) {
      notes.add(note);
    }
  }

  private LiveWatch watch() {
    StudyOptions options = StudyOptions.DEFAULT.withBase(base).withThreads(1);
    LiveWatch watch =
        new LiveWatch(
            new LiveWatch.Place(run, run, run.resolve(".alpharl/watch")),
            WatchOptions.DEFAULT,
            () -> RunStudy.open(run, options, StudyListener.SILENT),
            new Ears(),
            () -> 0);
    watch.resume(new FactorStore(run.resolve(".alpharl")));
    return watch;
  }

  private Path come(String name, int step) throws IOException {
    return Files.move(all.resolve("step-" + step), run.resolve(name));
  }

  private static void go(Path checkpoint) throws IOException {
    try (var files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(checkpoint);
  }

  private static int measured(LiveWatch watch) {
    return watch.session().charts().get("weights: norm").steps().length;
  }

  @Test
  void aBroadcastOfPrimeRlCountsOnceItIsStableAndMayGoAfterwards() throws IOException {
    Path ten = come("step_10", 10);
    Files.createFile(ten.resolve("STABLE"));
    LiveWatch watch = watch();
    assertThat(watch.look()).isTrue();
    go(ten);
    Path twenty = come("step_20", 20);
    Files.createFile(come("step_30", 30).resolve("STABLE"));
    assertThat(watch.look()).isTrue();
    assertThat(measured(watch)).isEqualTo(2);
    assertThat(notes)
        .anyMatch(note -> note.contains("step 20 is skipped") && note.contains("STABLE"));
    Files.createFile(twenty.resolve("STABLE"));
    assertThat(watch.look()).isTrue();
    assertThat(measured(watch)).isEqualTo(3);
    assertThat(new FactorStore(run.resolve(".alpharl")).steps()).containsOnly(10L, 20L, 30L);
    assertThat(notes).noneMatch(note -> note.startsWith("alert"));
    LiveWatch again = watch(); // started anew when the first broadcast is gone
    assertThat(again.look()).isFalse();
    assertThat(measured(again)).isEqualTo(3);
  }

  private static byte[] bytes(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_BYTE);
  }

  /** The difference of {@code to} over {@code from}, steps of the run, as slime's version. */
  private void differ(String encoding, int from, int to, int version) throws IOException {
    SlimeWriter writer = new SlimeWriter(encoding);
    try (HfCheckpoint before = HfCheckpoint.open(all.resolve("step-" + from));
        HfCheckpoint after = HfCheckpoint.open(all.resolve("step-" + to))) {
      after
          .tensors()
          .forEach(
              (name, now) -> writer.tensor(name, bytes(before.tensors().get(name)), bytes(now)));
    }
    writer.write(run, version, version - 1);
  }

  @Test
  void fullWeightsOfSlimeAndDifferencesGiveTheSameMeasures() throws IOException {
    differ("xor", 0, 10, 1);
    LiveWatch watch = watch();
    assertThat(watch.look()).isTrue();
    differ("overwrite", 10, 20, 2);
    differ("xor", 20, 30, 4); // its version 3 is missing
    assertThat(watch.look()).isTrue();
    assertThat(notes)
        .anyMatch(note -> note.contains("step 4 is skipped") && note.contains("weight_v000003"))
        .anyMatch(note -> note.contains("put together from slime's differences"));
    assertThat(measured(watch)).isEqualTo(2);
    come("weight_v000003", 20);
    assertThat(watch.look()).isTrue();
    assertThat(measured(watch)).isEqualTo(4);
    assertThat(notes).noneMatch(note -> note.startsWith("alert: alarm"));
    double[] norms = watch.session().charts().get("weights: norm").values();
    run = Files.createDirectory(temp.resolve("plain"));
    all = SmallRun.write(temp.resolve("again"));
    come("step-1", 10);
    come("step-2", 20);
    LiveWatch plain = watch();
    plain.look();
    assertThat(plain.session().charts().get("weights: norm").values())
        .containsExactly(norms[0], norms[1]);
  }

  @Test
  void twoRunsInOneFolderAreNamedAndNothingIsJudged() throws IOException {
    come("global_step_10", 10);
    come("global_step_20", 20);
    come("checkpoint-10", 30);
    come("checkpoint-20", 40);
    LiveWatch watch = watch();
    watch.look();
    watch.look();
    assertThat(watch.session().charts()).isEmpty();
    assertThat(notes)
        .filteredOn(note -> note.contains("holds steps under 2 names: "))
        .singleElement()
        .asString()
        .contains(
            "global_step_{N} (steps 10, 20)",
            "checkpoint-{N} (steps 10, 20)",
            "say which of the names is the run's",
            "waiting");
  }
}
