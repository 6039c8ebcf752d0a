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
  void aFigureThatComesAfterItsStepIsHandedOverLateAndCounted() throws IOException {
    EventWriter events = new EventWriter();
    events.scalar(1, "train/reward", 0.5f).scalar(2, "train/reward", 0.5f).write(folder, 10);
    MetricSource board = MetricSources.open(folder);
    assertThat(board.poll(true)).hasSize(2);
    events.scalar(1, "validation/accuracy", 0.25f).scalar(1, "of/no/interest", 1);
    events.scalar(3, "train/reward", 0.5f).scalar(2, "validation/accuracy", 0.5f);
    events.write(folder, 10);
    assertThat(board.poll(true)).extracting(MetricRow::step).containsExactly(3L);
    assertThat(board.late())
        .containsExactly(
            new MetricRow(1, Map.of(Signal.VALIDATION, 0.25)),
            new MetricRow(2, Map.of(Signal.VALIDATION, 0.5)));
    assertThat(board.late()).isEmpty();
    assertThat(board.notes())
        .anyMatch(note -> note.contains("2 figures came after the row of their step"));
  }

  @Test
  void startsOfATrainerInFoldersOfTheirOwnAreOneRun() throws IOException {
    EventWriter first = new EventWriter().scalar(1, "train/reward", 0.5f);
    first.scalar(2, "train/reward", 0.5f).write(folder.resolve("runs/b-first"), 10);
    MetricSource board = MetricSources.findLive(folder).orElseThrow();
    assertThat(board.poll(false)).extracting(MetricRow::step).containsExactly(1L);
    EventWriter second = new EventWriter().scalar(1, "train/reward", 0.75f);
    second.scalar(2, "train/reward", 0.75f).write(folder.resolve("runs/a-second"), 20);
    assertThat(board.poll(false)).extracting(MetricRow::step).containsExactly(2L, 1L);
    assertThat(board.poll(false)).extracting(MetricRow::step).containsExactly(2L);
    assertThat(board.notes()).anyMatch(note -> note.contains("starts of one run"));
  }

  private void state(int step, double... rewards) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < rewards.length; i++) {
      log.append(i == 0 ? "" : ",");
      log.append("{\"step\":").append(i + 1).append(",\"reward\":").append(rewards[i]).append('}');
    }
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint-" + step));
    Files.writeString(
        checkpoint.resolve("trainer_state.json"),
        "{\"global_step\":" + step + ",\"log_history\":[" + log + "]}");
  }

  @Test
  void aTrainersStateThatWentBackIsHandedOverFromWhereItDiffers() throws IOException {
    state(2, 0.5, 0.5);
    MetricSource states = MetricSources.find(folder).orElseThrow();
    assertThat(states.poll(false)).hasSize(2);
    state(3, 0.5, 0.75, Double.NaN);
    assertThat(states.poll(false)).extracting(MetricRow::step).containsExactly(2L, 3L);
    Files.delete(folder.resolve("checkpoint-3/trainer_state.json"));
    assertThat(states.poll(false)).extracting(MetricRow::step).containsExactly(2L);
    state(4, 0.5, 0.5, 0.5, 0.5);
    assertThat(states.poll(false)).extracting(MetricRow::step).containsExactly(3L, 4L);
    assertThat(states.notes()).anyMatch(note -> note.contains("begun anew 2 times"));
  }

  @Test
  void aConsoleLogGoesBackHasNaNAndALastLineThatIsStillWritten() throws IOException {
    Path console = folder.resolve("train.log");
    String start =
        "step:1 - critic/score/mean:0.5 - actor/grad_norm:1.0\n"
            + "step:2 - critic/score/mean:0.25 - actor/grad_norm:nan\n";
    Files.writeString(console, start + "step:3 - critic/score/mean:0.");
    MetricSource log = MetricSources.open(console);
    List<MetricRow> rows = log.poll(false);
    assertThat(rows).extracting(MetricRow::step).containsExactly(1L, 2L);
    assertThat(rows.getLast().values()).containsEntry(Signal.GRADIENT_NORM, Double.NaN);
    Files.writeString(console, "5 - actor/grad_norm:1.0\n", StandardOpenOption.APPEND);
    assertThat(log.poll(false)).isEmpty();
    MetricRow third = new MetricRow(3, Map.of(Signal.REWARD, 0.5, Signal.GRADIENT_NORM, 1.0));
    assertThat(log.poll(false)).containsExactly(third);
    Files.writeString(
        console,
        "step:2 - critic/score/mean:0.75 - actor/grad_norm:1\n",
        StandardOpenOption.APPEND);
    assertThat(log.poll(true)).extracting(MetricRow::step).containsExactly(2L, 3L);
    assertThat(log.notes()).anyMatch(note -> note.contains("went back 1 times"));
  }

  @Test
  void aTableMaySayMoreOfAStepThatIsPast() throws IOException {
    Path table = folder.resolve("table.csv");
    Files.writeString(table, "step,reward,accuracy\n1,0.5,\n2,0.5,\n");
    MetricSource log = MetricSources.open(table);
    assertThat(log.poll(true)).hasSize(2);
    Files.writeString(table, "step,reward,accuracy\n1,0.5,0.25\n2,0.5,\n3,-inf,\n");
    assertThat(log.poll(true))
        .containsExactly(new MetricRow(3, Map.of(Signal.REWARD, Double.NEGATIVE_INFINITY)));
    assertThat(log.late()).containsExactly(new MetricRow(1, Map.of(Signal.VALIDATION, 0.25)));
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
