package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.watch.LiveListener;
import io.github.alpharl.watch.LiveWatch;
import io.github.alpharl.watch.WatchOptions;
import io.github.alpharl.watch.alert.Alert;
import java.io.IOException;
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

  @Test
  void fullWeightsOfSlimeAreReadAndDifferencesNamed() throws IOException {
    come("weight_v000001", 10);
    Path second = Files.createDirectory(run.resolve("weight_v000002"));
    Files.write(
        second.resolve("model.safetensors"),
        SmallModel.raw(
            "{\"__metadata__\":{\"version\":\"2\",\"base_version\":\"1\",\"delta_encoding\":\"xor\","
                + "\"compression_format\":\"zstd\"},"
                + "\"model.embed_tokens.weight\":{\"dtype\":\"U8\",\"shape\":[4],"
                + "\"data_offsets\":[0,4]}}",
            4));
    come("weight_v000003", 30);
    LiveWatch watch = watch();
    assertThat(watch.look()).isTrue();
    assertThat(measured(watch)).isEqualTo(2);
    assertThat(watch.session().step()).isEqualTo(3);
    assertThat(notes)
        .anyMatch(
            note ->
                note.contains("step 2 is skipped")
                    && note.contains(
                        "holds differences (xor) from version 1, not weights; let slime write full"
                            + " weights"));
    assertThat(notes).noneMatch(note -> note.startsWith("alert"));
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
        .singleElement()
        .asString()
        .contains(
            "holds steps under 2 names: ",
            "global_step_{N} (steps 10, 20)",
            "checkpoint-{N} (steps 10, 20)",
            "say which of the names is the run's",
            "waiting");
  }
}
