package io.github.alpharl.lab.run;

import static io.github.alpharl.lab.run.SmallRuns.BASE;
import static io.github.alpharl.lab.run.SmallRuns.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.ModelSize;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.task.Sorting;
import io.github.alpharl.lab.torch.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How runs begin, and what is refused before anything of them is written. */
class OpeningTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private void run(TrainOptions options, String name) {
    new Trainer(BASE, options, folder.resolve(name), _ -> {}).run();
  }

  private long same(String left, String right, String file) throws IOException {
    return Files.mismatch(folder.resolve(left).resolve(file), folder.resolve(right).resolve(file));
  }

  @Test
  void anotherRunInTheSameFolderIsRefused() {
    run(options(Algorithm.SFT), "run");
    TrainOptions other = options(Algorithm.SFT, JSON.createObjectNode().put("seed", 4));
    assertThatThrownBy(() -> run(other, "run"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds another run: its seed is 3, now 4 was asked for");
    ObjectNode longer = JSON.createObjectNode().put("steps", 6);
    run(options(Algorithm.SFT, longer), "run");
    assertThat(folder.resolve("run/step-6")).isDirectory();
  }

  @Test
  void aRunOfBeforeEarlyCheckpointsIsOneThatSavesEvenly() throws IOException {
    TrainOptions even = options(Algorithm.SFT); // says how often
    run(even, "run");
    Path file = folder.resolve("run/training.json");
    ObjectNode record = (ObjectNode) JSON.readTree(file.toFile());
    assertThat(((ObjectNode) record.path("options")).remove("saveEarly").asInt()).isZero();
    Files.writeString(file, record.toString());
    assertThat(new Trainer(BASE, even, folder.resolve("run"), _ -> {}).finished()).isTrue();
    run(even, "run");
    TrainOptions early = even.with(JSON.createObjectNode().put("saveEarly", 1));
    assertThatThrownBy(() -> run(early, "run"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("its saveEarly is 0, now 1 was asked for");
  }

  @Test
  void aRunGoesOnWhereItsStartLiesElsewhereByNow() throws IOException {
    run(options(Algorithm.SFT), "base");
    Path base = folder.resolve("base/step-4");
    TrainOptions options = options(Algorithm.SFT);
    Path home = folder.resolve("run");
    new Trainer(new Start.Directory(base), options, home, _ -> {}).run();
    Path moved = Files.move(base, folder.resolve("moved"));
    Trainer again = new Trainer(new Start.Directory(moved), options, home, _ -> {});
    assertThat(again.finished()).isTrue();
    again.run();
    Start other = new Start.Directory(folder.resolve("base/step-0"));
    assertThat(new Trainer(other, options, home, _ -> {}).finished()).isFalse();
    assertThatThrownBy(() -> new Trainer(other, options, home, _ -> {}).run())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds another run: its start is");
    assertThat(new Trainer(new Start.Directory(base), options, home, _ -> {}).finished())
        .as("named as before, though it is gone")
        .isTrue();
  }

  @Test
  void aFolderWithOtherThingsIsRefused() throws IOException {
    Files.createDirectory(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine/thesis.tex"), "x");
    assertThatThrownBy(() -> run(options(Algorithm.SFT), "mine"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds no run of the lab");
  }

  @Test
  void randomWeightsAreTrainedByTheThreadsAskedFor() {
    TrainOptions options =
        Defaults.of(Algorithm.SFT, new Sorting(), true, 96)
            .with(SmallRuns.small().put("threads", 2));
    List<Integer> threads = new ArrayList<>();
    Start start = new Start.Fresh(new Sorting(), ModelSize.TINY_96, 1);
    try {
      new Trainer(start, options, folder.resolve("run"), _ -> threads.add(torch.get_num_threads()))
          .run();
    } finally {
      LibTorch.load(1);
    }
    assertThat(threads).isNotEmpty().containsOnly(2);
  }

  @Test
  void aModelOfAnotherTaskIsRefused() {
    Start sorter = new Start.Fresh(new Sorting(), ModelSize.TINY_96, 1);
    assertThatThrownBy(
            () ->
                new Trainer(sorter, options(Algorithm.GRPO), folder.resolve("run"), _ -> {}).run())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("cannot write '+', which the task chained-arithmetic needs");
  }

  /**
   * transformers marks the end token as special when it saves a model; the answers are the same.
   */
  @Test
  void aModelThatWasSavedAgainIsGradedTheSame() throws IOException {
    Path saved = folder.resolve("saved");
    BASE.write(saved);
    List<Double> accuracies = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      TrainOptions options =
          options(Algorithm.GRPO, JSON.createObjectNode().put("steps", 1).put("testProblems", 32));
      Start start = new Start.Directory(saved);
      accuracies.add(
          new Trainer(start, options, folder.resolve("run" + round), _ -> {}).run().base());
      ObjectNode tokenizer = (ObjectNode) JSON.readTree(saved.resolve("tokenizer.json").toFile());
      int stop = tokenizer.at("/model/vocab").get(".").asInt();
      tokenizer
          .withArray("added_tokens")
          .addObject()
          .put("id", stop)
          .put("content", ".")
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
      Files.writeString(saved.resolve("tokenizer.json"), tokenizer.toString());
    }
    assertThat(accuracies.getFirst()).isPositive();
    assertThat(accuracies.getLast()).isEqualTo(accuracies.getFirst());
  }

  @Test
  void basesThatDoNotShipAreNamed() {
    Start none = new Start.Shipped(new Sorting(), ModelSize.TINY_192);
    assertThatThrownBy(() -> none.write(folder.resolve("x")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("No base model of size tiny-192 ships for the task sorting");
  }

  @Test
  void distillationNeedsATeacher() {
    assertThatThrownBy(() -> run(options(Algorithm.DISTILL), "run"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("teacher");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  /** A wrong option, whether found early or only with the model at hand, leaves no run behind. */
  @Test
  void aCorrectedCommandMeetsNoTraceOfAWrongOne() throws IOException {
    Path none = folder.resolve("none");
    List<ObjectNode> wrong =
        List.of(
            JSON.createObjectNode().put("overlongBuffer", 1000),
            JSON.createObjectNode().put("algorithm", "distill").put("teacher", none.toString()),
            JSON.createObjectNode().put("task", "sorting"));
    for (ObjectNode changes : wrong) {
      assertThatThrownBy(() -> run(options(Algorithm.GRPO, changes), "run"))
          .isInstanceOf(AlphaRlException.class);
      assertThat(folder.resolve("run")).doesNotExist();
    }
    Files.createDirectory(folder.resolve("run"));
    assertThatThrownBy(() -> run(options(Algorithm.GRPO, wrong.getFirst()), "run"))
        .hasMessageContaining("overlongBuffer");
    assertThat(folder.resolve("run")).isEmptyDirectory();
    run(options(Algorithm.GRPO), "run");
    assertThat(folder.resolve("run/training.json")).exists();
  }

  /** Killed after the record and before step 0, or after step 0's draft and before the record. */
  @Test
  void aRunThatWasKilledAtItsStartBeginsAnew() throws IOException {
    run(options(Algorithm.SFT), "whole");
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.createDirectory(run.resolve(".alpharl-tmp-1-2-3"));
    Files.copy(folder.resolve("whole/training.json"), run.resolve("training.json"));
    run(options(Algorithm.SFT), "run");
    assertThat(same("whole", "run", "trainer-state.safetensors")).isEqualTo(-1);
    assertThat(same("whole", "run", "training.json")).isEqualTo(-1);
  }
}
