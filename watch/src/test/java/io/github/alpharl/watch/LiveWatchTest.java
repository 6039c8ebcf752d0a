package io.github.alpharl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.testkit.EventWriter;
import io.github.alpharl.watch.alert.Alert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch that is killed, started again, and waits; the run has no checkpoint yet. */
class LiveWatchTest {

  @TempDir private Path folder;
  private final List<Alert> told = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Random random = new Random(3);
  private long now;

  private LiveWatch watch() {
    LiveListener listener =
        new LiveListener() {
          @Override
          public void alert(Alert alert) {
            told.add(alert);
          }

          @Override
          public void note(String note) {
            notes.add(note);
          }
        };
    LiveWatch watch =
        new LiveWatch(
            new LiveWatch.Place(folder, folder, folder.resolve(".alpharl/watch")),
            WatchOptions.DEFAULT,
            () -> {
              throw BadDataException.of("the run holds no step");
            },
            listener,
            () -> now);
    watch.resume(new FactorStore(folder.resolve(".alpharl")));
    return watch;
  }

  private void log(int from, int to, double reward) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int step = from; step <= to; step++) {
      lines.append(
          String.format(
              Locale.ROOT,
              "{\"step\":%d,\"reward\":%.4f}%n",
              step,
              reward + 0.02 * random.nextGaussian()));
    }
    Files.writeString(
        folder.resolve("metrics.jsonl"),
        lines,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Test
  void killedAtAnyLookItRepeatsNoAlertAndMissesNone() throws IOException {
    log(1, 40, 0.6);
    watch().look();
    assertThat(told).isEmpty();
    for (int step = 41; step <= 60; step++) {
      log(step, step, 0.3);
      watch().look(); // each is killed after one look
    }
    List<String> alone = told.stream().map(Alert::id).toList();
    assertThat(alone).isNotEmpty().doesNotHaveDuplicates();
    assertThat(Files.readAllLines(folder.resolve(".alpharl/watch/alerts.jsonl")))
        .hasSameSizeAs(alone);
    Files.delete(folder.resolve(".alpharl/watch/alerts.jsonl")); // killed before it was written
    told.clear();
    watch().look();
    assertThat(told.stream().map(Alert::id)).containsExactlyElementsOf(alone);
    assertThat(notes).anyMatch(note -> note.contains("the run holds no step; waiting"));
  }

  @Test
  void figuresThatCameLateAndAnotherFormOfTheLogBeginNoAttempt() throws IOException {
    EventWriter events = new EventWriter();
    for (int step = 1; step <= 5; step++) {
      events.scalar(step, "train/reward", 0.1f * step);
    }
    events.write(folder.resolve("runs/start"), 10);
    LiveWatch first = watch();
    first.look();
    first.look(); // the file rests
    events.scalar(3, "eval_accuracy", Float.NaN).write(folder.resolve("runs/start"), 10);
    first.look();
    assertThat(told).extracting(Alert::channel).containsExactly("not finite: validation");
    Files.createDirectory(folder.resolve("checkpoint-5"));
    Files.writeString(
        folder.resolve("checkpoint-5/trainer_state.json"),
        "{\"global_step\":5,\"log_history\":[{\"step\":5,\"reward\":0.5}]}");
    LiveWatch again = watch(); // the step with the late figure is read whole now
    again.look();
    again.look();
    assertThat(again.session().attempts())
        .containsExactlyElementsOf(first.session().attempts())
        .hasSize(1);
    assertThat(again.session().attempts().getFirst().rows()).isEqualTo(5);
    assertThat(told).hasSize(1);
    assertThat(notes).filteredOn(note -> note.contains("1 figures came after")).hasSize(1);
  }

  @Test
  void aNoteWhoseNumberGrowsIsToldAgainAtTenTimesMore() throws IOException {
    LiveWatch watch = watch();
    for (int i = 1; i <= 25; i++) {
      Files.writeString(
          folder.resolve("metrics.jsonl"),
          "no metric\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      watch.look();
    }
    assertThat(notes).filteredOn(note -> note.contains("are no JSON objects")).hasSize(2);
    assertThat(watch.report().notes()).anyMatch(note -> note.contains(": 25 lines are no JSON"));
  }

  @Test
  void aLogThatIsMissingOrSaysNothingKnownIsSaidOnce() throws IOException {
    LiveWatch watch = watch();
    watch.look();
    watch.look();
    assertThat(notes)
        .filteredOn(note -> note.contains("no log of the trainer is found"))
        .hasSize(1);
    Files.writeString(folder.resolve("metrics.jsonl"), "{\"step\":1,\"foo\":1,\"bar\":2}\n");
    watch.look();
    assertThat(notes).noneMatch(note -> note.contains("none of its names"));
    watch.look();
    watch.look();
    assertThat(notes)
        .filteredOn(note -> note.contains("stands for a figure that is known: bar, foo"))
        .hasSize(1);
    assertThat(notes).anyMatch(note -> note.startsWith("the log is "));
  }

  @Test
  void aHalfWrittenJournalIsMended() throws IOException {
    log(1, 5, 0.6);
    watch().look();
    Path journal = folder.resolve(".alpharl/watch/journal.jsonl");
    Files.writeString(journal, "{\"event\":\"ro", StandardOpenOption.APPEND);
    LiveWatch again = watch();
    again.look();
    assertThat(again.session().attempts()).hasSize(1);
    assertThat(again.report().steps()).isEqualTo(5);
  }

  @Test
  void stepsThatStayAwayAreAStallOnce() throws IOException {
    LiveWatch watch = watch();
    for (int step = 1; step <= 8; step++) {
      log(step, step, 0.6);
      now += 10_000_000_000L;
      watch.look();
    }
    now += 100_000_000_000L;
    watch.look();
    assertThat(told).isEmpty();
    now += 200_000_000_000L;
    watch.look();
    watch.look();
    assertThat(told).extracting(Alert::channel).containsExactly("stall");
  }

  @Test
  void aLoopEndsAtTheStepOrWhenIdle() throws IOException {
    log(1, 9, 0.6);
    Until step = Until.parse("8, alarm");
    assertThat(new WatchLoop(watch(), step, Duration.ofMillis(1), () -> now).run())
        .isEqualTo(WatchLoop.End.STEP);
    Until idle = Until.parse("idle=30m");
    assertThat(idle.idle()).contains(Duration.ofMinutes(30));
    assertThat(
            new WatchLoop(
                    watch(),
                    idle,
                    Duration.ofMillis(1),
                    () -> now += Duration.ofMinutes(1).toNanos())
                .run())
        .isEqualTo(WatchLoop.End.IDLE);
  }
}
