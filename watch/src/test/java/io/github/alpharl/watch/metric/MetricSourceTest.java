package io.github.alpharl.watch.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.testkit.EventWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that grow, break off, are cut and go back. */
class MetricSourceTest {

  @TempDir private Path folder;
  private Path file;
  private MetricSource source;

  @BeforeEach
  void open() {
    file = folder.resolve("metrics.jsonl");
    source = MetricSources.open(file);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<Long> steps(boolean end) {
    return source.poll(end).stream().map(MetricRow::step).toList();
  }

  @Test
  void aHalfWrittenLineWaits() throws IOException {
    assertThat(steps(false)).isEmpty();
    append("{\"step\":1,\"reward\":0.5}\n{\"step\":2,\"rew");
    assertThat(steps(false)).containsExactly(1L);
    append("ard\":0.6}\n");
    List<MetricRow> rows = source.poll(false);
    assertThat(rows).containsExactly(new MetricRow(2, Map.of(Signal.REWARD, 0.6)));
    append("{\"step\":3,\"reward\":1}");
    assertThat(steps(false)).isEmpty();
    assertThat(steps(true)).containsExactly(3L);
  }

  @Test
  void aLogCutAtItsCheckpointGoesOnFromThere() throws IOException {
    append(
        "{\"step\":1,\"reward\":0.5}\n{\"step\":2,\"reward\":0.5}\n{\"step\":3,\"reward\":0.5}\n");
    assertThat(steps(false)).containsExactly(1L, 2L, 3L);
    Files.writeString(file, "{\"step\":1,\"reward\":0.5}\n{\"step\":2,\"reward\":0.7}\n");
    assertThat(steps(false)).containsExactly(2L);
    assertThat(source.notes()).anyMatch(note -> note.contains("begun anew 1 times"));
  }

  @Test
  void aLogReplacedWholeByItselfAndMoreGoesOn() throws IOException {
    append("{\"step\":1,\"reward\":0.5}\n");
    assertThat(steps(false)).containsExactly(1L);
    Files.delete(file);
    append("{\"step\":1,\"reward\":0.5}\n{\"step\":2,\"reward\":0.5}\n");
    assertThat(steps(false)).containsExactly(2L);
    assertThat(source.notes()).isEmpty();
  }

  @Test
  void whatIsNoMetricIsCountedAndPassedOver() throws IOException {
    append(
        "hello\n[1]\n{\"reward\":1}\n{\"step\":4,\"reward\":NaN,\"loss\":null,\"kl\":\"-inf\"}\n");
    MetricRow row = source.poll(false).getFirst();
    assertThat(row.values()).containsEntry(Signal.REWARD, Double.NaN);
    assertThat(row.values()).containsEntry(Signal.LOSS, Double.NaN);
    assertThat(row.values()).containsEntry(Signal.REFERENCE_KL, Double.NEGATIVE_INFINITY);
    assertThat(source.notes())
        .anyMatch(note -> note.contains("2 lines are no JSON objects") && note.contains("hello"))
        .anyMatch(note -> note.contains("1 lines have no step"));
  }

  @Test
  void eachTrainerIsKnownByItsKeysAndRowsOfAStepAreJoined() throws IOException {
    append(
        "{\"step\":1,\"data\":{\"actor/pg_loss\":0.1,\"actor/entropy\":0.4,\"critic/score/mean\":0.3,"
            + "\"val-core/gsm8k/reward/mean@1\":0.2,\"training/rollout_probs_diff_mean\":0.004}}\n");
    MetricRow row = source.poll(false).getFirst();
    assertThat(source.trainer()).isEqualTo("verl");
    assertThat(row.values())
        .containsEntry(Signal.REWARD, 0.3)
        .containsEntry(Signal.VALIDATION, 0.2)
        .containsEntry(Signal.MISMATCH, 0.004)
        .containsEntry(Signal.ENTROPY, 0.4);
    assertThat(source.key(Signal.MISMATCH)).contains("training/rollout_probs_diff_mean");
    StepRows joined = new StepRows();
    List<MetricRow> whole =
        joined.add(
            List.of(
                new MetricRow(1, Map.of(Signal.REWARD, 1.0)),
                new MetricRow(1, Map.of(Signal.LOSS, 2.0)),
                new MetricRow(2, Map.of(Signal.LOSS, 3.0))));
    assertThat(whole)
        .containsExactly(new MetricRow(1, Map.of(Signal.REWARD, 1.0, Signal.LOSS, 2.0)));
    assertThat(joined.end()).contains(new MetricRow(2, Map.of(Signal.LOSS, 3.0)));
  }

  @Test
  void aSecondKeyForOneSignalIsNamedAndNotRead() throws IOException {
    append("{\"step\":1,\"train/agg/all/a/reward/mean\":1,\"train/agg/all/b/reward/mean\":2}\n");
    assertThat(source.poll(false).getFirst().values()).containsEntry(Signal.REWARD, 1.0);
    assertThat(source.notes()).anyMatch(note -> note.contains("b/reward/mean"));
  }

  @Test
  void theLastStepOfAnEventFileComesOnceTheFileRests() throws IOException {
    EventWriter events = new EventWriter().scalar(1, "train/reward", 0.5f);
    events.scalar(2, "train/reward", 0.25f).write(folder, 10);
    MetricSource board = MetricSources.open(folder);
    assertThat(board.poll(false)).extracting(MetricRow::step).containsExactly(1L);
    assertThat(board.poll(false)).containsExactly(new MetricRow(2, Map.of(Signal.REWARD, 0.25)));
    assertThat(board.poll(false)).isEmpty();
    events.scalar(3, "train/reward", 0.5f).scalar(4, "train/reward", 0.5f).write(folder, 10);
    assertThat(board.poll(false)).extracting(MetricRow::step).containsExactly(3L);
    assertThat(board.poll(true)).extracting(MetricRow::step).containsExactly(4L);
    Path file = events.scalar(5, "train/reward", 0.5f).write(folder, 10);
    byte[] damaged = Files.readAllBytes(file);
    damaged[0] ^= 1; // what was read is not read again
    Files.write(file, damaged);
    assertThat(board.poll(true)).extracting(MetricRow::step).containsExactly(5L);
  }

  @Test
  void aClockThatJumpsChangesNothing() throws IOException {
    append("{\"step\":1,\"time\":9000,\"reward\":0.5}\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(4_000_000_000_000L));
    assertThat(steps(false)).containsExactly(1L);
    append("{\"step\":2,\"time\":10,\"reward\":0.5}\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    assertThat(steps(false)).containsExactly(2L);
    Files.setLastModifiedTime(file, FileTime.fromMillis(5_000_000_000_000L));
    assertThat(steps(false)).isEmpty();
    assertThat(source.notes()).isEmpty();
  }
}
