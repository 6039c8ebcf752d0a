package io.github.alpharl.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of the results that lm-eval and lighteval write, one file for each checkpoint. */
class HarnessScoresTest {

  private static final ScoreRequest STRICT = ScoreRequest.of("exact_match,strict-match");

  @TempDir Path temp;

  /** A file as lm-eval 0.4 writes it. */
  private void write(String folder, int number, String arguments, String model, double score)
      throws IOException {
    Path file =
        temp.resolve(folder).resolve("results_2025-11-02T10-1%d-12.1.json".formatted(number));
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"results": {"gsm8k": {"alias": "gsm8k", "exact_match,strict-match": %s,
          "exact_match_stderr,strict-match": 0.01, "exact_match,flexible-extract": 0.9,
          "exact_match_stderr,flexible-extract": "N/A"}},
         "configs": {"gsm8k": {"num_fewshot": 5}}, "versions": {"gsm8k": 3.0},
         "config": {"model": "hf", "model_args": %s, "limit": null},
         "date": 1.7e9, "model_name": "%s"}
        """
            .formatted(score, arguments, model));
  }

  private void full(int step, double score) throws IOException {
    String model = "/runs/a/checkpoint-" + step;
    String folder = model.replace("/", "__");
    write(folder, 1, "\"pretrained=%s,dtype=bfloat16\"".formatted(model), model, score);
  }

  @Test
  void theStepIsThatOfTheCheckpoint() throws IOException {
    full(10, 0.25);
    full(20, 0.5);
    ScoreReading reading = Scores.read(temp, STRICT);
    assertThat(reading.series().steps()).containsExactly(10L, 20L);
    assertThat(reading.series().accuracies()).containsExactly(0.25, 0.5);
    assertThat(reading.notes()).anyMatch(note -> note.contains("2 files of results of"));
  }

  @Test
  void anAdapterCountsBeforeItsBaseAndAFolderBeforeTheModel() throws IOException {
    String sft = "/sft/checkpoint-500";
    write("__sft__checkpoint-500", 1, "\"pretrained=%s,peft=a/step-10\"".formatted(sft), sft, 0.25);
    write(
        "__sft__checkpoint-500",
        2,
        "{\"pretrained\": \"%s\", \"peft\": \"a/step-20/actor\"}".formatted(sft),
        sft,
        0.5);
    write("step-0/__sft__checkpoint-500", 3, "\"pretrained=%s\"".formatted(sft), sft, 0.125);
    assertThat(Scores.read(temp, STRICT).series().steps()).containsExactly(0L, 10L, 20L);
  }

  @Test
  void theModelUnderTheAdaptersIsStepZeroWhateverItIsCalled() throws IOException {
    String sft = "/sft/checkpoint-500";
    write("a", 1, "\"pretrained=%s\"".formatted(sft), sft, 0.125);
    write("b", 2, "\"pretrained=%s,peft=/runs/a/checkpoint-10\"".formatted(sft), sft, 0.25);
    write("c", 3, "\"pretrained=%s,peft=/runs/a/checkpoint-20\"".formatted(sft), sft, 0.5);
    ScoreReading reading = Scores.read(temp, STRICT);
    assertThat(reading.series().steps()).containsExactly(0L, 10L, 20L);
    assertThat(reading.series().accuracies()).containsExactly(0.125, 0.25, 0.5);
    assertThat(reading.notes()).anyMatch(note -> note.contains(sft + ", on which the adapters"));
  }

  @Test
  void resultsOfAnotherRunAreLeftOutOrAskedFor() throws IOException {
    String sft = "/sft/checkpoint-500";
    write("sft", 1, "\"pretrained=%s\"".formatted(sft), sft, 0.125);
    full(10, 0.25);
    assertThatThrownBy(() -> Scores.read(temp, STRICT))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("as many results of /runs/a as of /sft");
    full(20, 0.5);
    ScoreReading reading = Scores.read(temp, STRICT);
    assertThat(reading.series().steps()).containsExactly(10L, 20L);
    assertThat(reading.notes())
        .anyMatch(note -> note.contains(sft + " are left out") && note.contains("step-0"));
  }

  @Test
  void theLastOfTwoResultsOfOneCheckpointCounts() throws IOException {
    full(20, 0.5);
    write("again", 2, "\"pretrained=/runs/a/checkpoint-20\"", "/runs/a/checkpoint-20", 0.75);
    ScoreReading reading = Scores.read(temp, STRICT);
    assertThat(reading.series().accuracies()).containsExactly(0.75);
    assertThat(reading.notes()).anyMatch(note -> note.contains("the last one counts"));
  }

  @Test
  void twoRunsAndNamesWithoutAStepAreSaid() throws IOException {
    write("Qwen__Qwen3", 1, "\"pretrained=Qwen/Qwen3\"", "Qwen/Qwen3", 0.1);
    assertThatThrownBy(() -> Scores.read(temp, STRICT))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("no file of results says which step", "step-10");
    full(20, 0.5);
    assertThat(Scores.read(temp, STRICT).notes())
        .anyMatch(note -> note.contains("name no step are left out: 1") && note.contains("step-0"));
    write("b", 2, "\"pretrained=/runs/b/checkpoint-20\"", "/runs/b/checkpoint-20", 0.75);
    assertThatThrownBy(() -> Scores.read(temp, STRICT))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("/runs/a/checkpoint-20 and of /runs/b/checkpoint-20", "one run");
  }

  @Test
  void aMetricIsAskedForAndOneFileIsRefused() throws IOException {
    full(10, 0.25);
    assertThatThrownBy(() -> Scores.read(temp, ScoreRequest.any()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(
            "gsm8k/exact_match,strict-match, gsm8k/exact_match,flexible-extract as the metric");
    Path one = temp.resolve("__runs__a__checkpoint-10/results_2025-11-02T10-11-12.1.json");
    assertThatThrownBy(() -> Scores.read(one, ScoreRequest.any()))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("the results of one model; give the folder", "of each checkpoint");
  }

  @Test
  void lightevalNamesTheModelElsewhere() throws IOException {
    for (int step : new int[] {10, 20}) {
      Path file = temp.resolve("results/runs/a/global_step_%d/results_1.json".formatted(step));
      Files.createDirectories(file.getParent());
      Files.writeString(
          file,
          """
          {"config_general": {"model_name": "runs/a/global_step_%1$d"},
           "results": {"math_500|0": {"extractive_match": 0.%1$d, "extractive_match_stderr": 0.1}}}
          """
              .formatted(step));
    }
    assertThat(Scores.read(temp, ScoreRequest.any()).series().accuracies())
        .containsExactly(0.10, 0.20);
  }
}
