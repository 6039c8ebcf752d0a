package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores as mlflow, aim and Python's print leave them: steps 0, 10, 20 with 0.1, 0.3, 0.5. */
class TrackerScoresTest {

  @TempDir Path temp;

  private Path write(String name, String head, IntFunction<String> line) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    String lines = IntStream.range(0, 3).mapToObj(line).collect(Collectors.joining());
    return Files.writeString(file, head + lines);
  }

  private static double score(int i) {
    return (1 + 2 * i) / 10.0;
  }

  private static void holds(Path source, ScoreRequest request, String metric) {
    ScoreReading reading = Scores.read(source, request);
    assertThat(reading.metric()).isEqualTo(metric);
    assertThat(reading.series().steps()).containsExactly(0L, 10L, 20L);
    assertThat(reading.series().accuracies()).containsExactly(0.1, 0.3, 0.5);
    assertThat(reading.notes()).noneMatch(note -> note.contains("more than one value"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run_id,key,value,step", "run.hash,metric.name,value,step", "Run,Tag,Value,Step"})
  void aColumnMayNameTheMetricOfEachRow(String header) throws IOException {
    Path file =
        write(
            "long.csv",
            header + "\n",
            i -> "a,eval_acc,%s,%d\na,loss,0.9,%d\n".formatted(score(i), 10 * i, 10 * i));
    holds(file, ScoreRequest.any(), "a - eval_acc");
    Path json =
        write(
            "long.jsonl",
            "",
            i ->
                """
                {"step": %1$d, "metric": "eval_acc", "value": %2$s}
                {"step": %1$d, "metric": "loss", "value": 0.9}
                """
                    .formatted(10 * i, score(i)));
    holds(json, ScoreRequest.any(), "eval_acc");
  }

  @Test
  void theRunsOfALongTableStayApart() throws IOException {
    Path file =
        write(
            "long.csv",
            "run,metric,value,step\n",
            i -> "a,acc,%s,%d\nb,acc,0.9,%d\n".formatted(score(i), 10 * i, 10 * i));
    assertThatThrownBy(() -> Scores.read(file, ScoreRequest.any()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a - acc, b - acc");
    holds(file, ScoreRequest.of("a - acc"), "a - acc");
  }

  @Test
  void mlflowsFilesAreReadByFileRunAndTracker() throws IOException {
    IntFunction<String> line = i -> "17000000000%02d %s %d\n".formatted(i, score(i), 10 * i);
    Path acc = write("mlruns/0/a/metrics/eval/acc", "", line);
    write("mlruns/0/a/metrics/loss", "", line);
    write("mlruns/0/a/meta.yaml", "run_id: a\n", _ -> "");
    holds(temp.resolve("mlruns"), ScoreRequest.any(), "eval/acc");
    holds(temp.resolve("mlruns/0/a"), ScoreRequest.any(), "eval/acc");
    holds(acc, ScoreRequest.any(), "acc");
    write("mlruns/0/b/metrics/acc", "", line);
    write("mlruns/0/b/meta.yaml", "run_id: b\n", _ -> "");
    assertThatThrownBy(() -> Scores.read(temp.resolve("mlruns"), ScoreRequest.any()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("2 runs of mlflow", "name the directory of one");
  }

  @Test
  void printedDictionariesAreReadWhereTheyNameSteps() throws IOException {
    Path file =
        write(
            "train.log",
            "Loading\n",
            i ->
                " 5%%|█ | {'step': %d, 'eval_acc': '%s', 'kl': nan}\n".formatted(10 * i, score(i)));
    holds(file, ScoreRequest.any(), "eval_acc");
    Path first =
        write(
            "first.log",
            "",
            i -> "{'step': %d, 'acc': np.float64(%s), 'n': None}\n".formatted(10 * i, score(i)));
    holds(first, ScoreRequest.any(), "acc");
    Path trainer =
        write("hf.log", "", i -> "{'reward': %s, 'epoch': 0.%d}\n".formatted(score(i), i));
    assertThatThrownBy(() -> Scores.read(trainer, ScoreRequest.any()))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("name no step; give the trainer_state.json");
  }

  @Test
  void excelsLineOfTheSeparatorIsPassedOver() throws IOException {
    holds(
        write("a.csv", "sep=;\nstep;acc\n", i -> "%d;%s\n".formatted(10 * i, score(i))),
        ScoreRequest.any(),
        "acc");
  }

  @Test
  void aRewardOnAnotherScaleIsRefusedWithWhatToDo() throws IOException {
    Path file = write("r.csv", "step,reward\n", i -> "%d,%s\n".formatted(i, score(i) - 1));
    assertThatThrownBy(() -> Scores.read(file, ScoreRequest.any()))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("found -0.9; a reward on another scale is no score: bring it to");
  }
}
