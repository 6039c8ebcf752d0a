package io.github.alpharl.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTest {

  @TempDir Path temp;
  private Path root;
  private Path base;

  @BeforeEach
  void makeBase() {
    root = temp.resolve("run");
    base = model(temp.resolve("base"));
  }

  private static Path model(Path directory) {
    Fixtures.write(directory.resolve("config.json"), Fixtures.config(false));
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        List.of(TensorSource.copyOf(Fixtures.random(new Random(1), "x", Dtype.BF16, 2, 2))));
    return directory;
  }

  private Run open() {
    return Run.open(root, Optional.of(base));
  }

  private void noteAfter(String... parts) {
    Run run = open();
    assertThat(run.steps()).containsOnlyKeys(1L);
    assertThat(run.notes()).singleElement().asString().contains(parts);
  }

  @ParameterizedTest
  @CsvSource({
    "global_step_%d/actor/huggingface",
    "global_step_%d/actor/hf_model",
    "global_step_%d/huggingface",
    "global_step_%d/hf_model",
    "global_step_%d",
    "checkpoint-%d",
    "global_step%d_hf",
    "step_%d",
    "step-%d",
    "DAPO-step-%d",
    "iter_%07d"
  })
  void everyLayoutIsFoundWithItsTrueSteps(String layout) {
    for (int step : new int[] {100, 9, 20, 0}) {
      model(root.resolve(layout.formatted(step)));
    }
    Run run = Run.open(root, Optional.empty());
    assertThat(run.steps().keySet()).containsExactly(9L, 20L, 100L);
    assertThat(run.base()).isEqualTo(root.resolve(layout.formatted(0)));
    assertThat(run.baseStep()).isEqualTo(OptionalLong.of(0));
    assertThat(run.notes()).isEmpty();
    try (StepCheckpoint step = run.open(20)) {
      assertThat(step.directory()).isEqualTo(root.resolve(layout.formatted(20)));
    }
    assertThatThrownBy(() -> run.open(7))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no step 7; its steps are 9, 20, 100");
  }

  @Test
  void tinyRunIsARun() {
    Run run = Run.open(SharedData.find("tiny-run"), Optional.empty());
    assertThat(run.steps()).hasSize(35);
    assertThat(run.steps().firstKey()).isEqualTo(3);
    assertThat(run.steps().lastKey()).isEqualTo(105);
    assertThat(run.notes()).isEmpty();
  }

  @Test
  void aGivenBaseWinsAndStepZeroIsNoted() {
    model(root.resolve("checkpoint-0"));
    model(root.resolve("checkpoint-1"));
    Run run = open();
    assertThat(run.base()).isEqualTo(base);
    assertThat(run.baseStep()).isEmpty();
    assertThat(run.steps()).containsOnlyKeys(1L);
    assertThat(run.notes()).singleElement().asString().contains("step 0 is left out");
  }

  @Test
  void withoutBaseOneIsAskedFor() {
    model(root.resolve("checkpoint-1"));
    assertThatThrownBy(() -> Run.open(root, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("has no step 0", "give the base");
    assertThatThrownBy(() -> Run.open(root, Optional.of(temp.resolve("nowhere"))))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("no such directory for the base");
  }

  @Test
  void anAdapterTellsWhichBaseToGive() {
    Path adapter = root.resolve("checkpoint-5");
    Fixtures.write(
        adapter.resolve("adapter_config.json"), "{\"base_model_name_or_path\":\"org/base\"}");
    SafetensorsWriter.write(adapter.resolve("adapter_model.safetensors"), List.of());
    assertThatThrownBy(() -> Run.open(root, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("give the base (its adapters were trained from org/base)");
  }

  @Test
  void aStepThatOccursTwiceIsRefused() {
    model(root.resolve("checkpoint-1"));
    model(root.resolve("step_01"));
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("step 1 occurs twice")
        .hasMessageContaining("checkpoint-1")
        .hasMessageContaining("step_01");
  }

  @Test
  void whatIsNoRunIsExplained() {
    assertThatThrownBy(() -> Run.open(temp.resolve("nowhere"), Optional.empty()))
        .hasMessageContaining("no such run directory");
    assertThatThrownBy(() -> Run.open(base, Optional.empty()))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is itself one checkpoint, not a run")
        .hasMessageContaining("global_step_{N}, checkpoint-{N}");
    assertThatThrownBy(() -> Run.open(temp.resolve("base").getParent(), Optional.empty()))
        .hasMessageContaining("holds no step");
  }

  @Test
  void unfinishedFsdpShardsAreReported() {
    model(root.resolve("global_step_1"));
    Path actor = root.resolve("global_step_20/actor");
    Fixtures.write(actor.resolve("model_world_size_2_rank_0.pt"), "x");
    Fixtures.write(actor.resolve("huggingface/config.json"), "{}");
    noteAfter("step 20 is skipped: ", actor + ": lacks the files of the ranks 1 of 2");
  }

  @Test
  void fsdpShardsWithoutHuggingfaceFolderAreReportedToo() {
    model(root.resolve("global_step_1"));
    Path actor = root.resolve("global_step_20/actor");
    Fixtures.write(actor.resolve("model_world_size_1_rank_0.pt"), "x");
    noteAfter("step 20 is skipped: ", "rank_0.pt: is neither a zip archive nor a pickle");
  }

  @Test
  void theTrackerTellsWhatIsComplete() {
    model(root.resolve("global_step_1"));
    model(root.resolve("global_step_2"));
    Path tracker = Fixtures.write(root.resolve("latest_checkpointed_iteration.txt"), "1\n");
    Steps.age(tracker, 5);
    noteAfter("step 2 is skipped", "latest_checkpointed_iteration.txt says 1");
  }

  @Test
  void aTruncatedFileIsSkipped() throws IOException {
    model(root.resolve("step_1"));
    Path file = model(root.resolve("step_2")).resolve("model.safetensors");
    Fixtures.write(file, Arrays.copyOf(Files.readAllBytes(file), 30));
    noteAfter("step 2 is skipped: ", "truncated");
  }

  @Test
  void aMissingShardIsSkipped() {
    model(root.resolve("step_1"));
    Path index = root.resolve("step_2/model.safetensors.index.json");
    Fixtures.write(index, "{\"metadata\":{},\"weight_map\":{\"x\":\"a.safetensors\"}}");
    noteAfter("step 2 is skipped: ", "1 of 1 shards are missing: a.safetensors");
  }

  @Test
  void temporaryNamesAreSkipped() {
    model(root.resolve("checkpoint-1"));
    Fixtures.write(model(root.resolve("checkpoint-2")).resolve("shard.safetensors.tmp"), "x");
    noteAfter("step 2 is skipped: ", "still being written, as shard.safetensors.tmp shows");
  }

  @Test
  void temporaryDirectoriesAreSkipped() {
    model(root.resolve("checkpoint-1"));
    model(root.resolve("tmp-checkpoint-2"));
    model(root.resolve(".alpharl-tmp-0-0-0"));
    noteAfter("tmp-checkpoint-2 is skipped: a temporary name");
  }

  @Test
  void aRunOfOnlyUnusableStepsIsAnError() {
    Fixtures.write(root.resolve("checkpoint-1/pytorch_model.bin"), "x");
    assertThatThrownBy(this::open)
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("no usable checkpoint after the base")
        .hasMessageContaining("neither a zip archive nor a pickle");
  }

  private Run list(String json) {
    Fixtures.write(root.resolve("run.json"), json);
    return Run.open(root, Optional.empty());
  }

  @Test
  void aRunJsonListsBaseAndSteps() {
    model(root.resolve("x"));
    model(root.resolve("y/actor/huggingface"));
    Run map = list("{\"base\":\"../base\",\"steps\":{\"30\":\"y\",\"4\":\"x\"}}");
    assertThat(map.base()).isEqualTo(base);
    assertThat(map.steps().keySet()).containsExactly(4L, 30L);
    assertThat(map.steps().get(30L)).isEqualTo(root.resolve("y/actor/huggingface"));
    Run list =
        list(
            "{\"base\":\"../base\",\"steps\":[{\"step\":30,\"path\":\"y\"},"
                + "{\"step\":4,\"path\":\"x\"}]}");
    assertThat(list.steps()).isEqualTo(map.steps());
    assertThat(Run.open(root.resolve("run.json"), Optional.empty()).steps()).isEqualTo(map.steps());
    assertThat(list("{\"steps\":{\"0\":\"y\",\"4\":\"x\"}}").steps()).containsOnlyKeys(4L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"steps\":{\"x\":\"x\"}}; 'x' is no step number",
        "{\"steps\":{\"-1\":\"x\"}}; '-1' is no step number",
        "{\"steps\":[{\"step\":1.5,\"path\":\"x\"}]}; '1.5' is no step number",
        "{\"steps\":[{\"path\":\"x\"}]}; '' is no step number",
        "{\"steps\":{\"1\":\"x\",\"01\":\"x\"}}; step 1 is listed twice",
        "{\"steps\":{\"1\":\"x\",\"1\":\"x\"}}; not valid JSON",
        "{\"steps\":{\"1\":7}}; step 1 must name a directory, found 7",
        "{\"steps\":[{\"step\":1}]}; step 1 must name a directory, found nothing",
        "{\"steps\":{\"1\":\"gone\"}}; step 1: there is no directory",
        "{\"base\":\"gone\",\"steps\":{}}; base: there is no directory",
        "{\"base\":3,\"steps\":{}}; base must name a directory, found 3",
        "{\"stpes\":{}}; unknown key 'stpes'",
        "{\"steps\":[{\"step\":1,\"dir\":\"x\"}]}; unknown key 'dir'",
        "{}; 'steps' must map step numbers to directories",
        "{\"steps\":7}; 'steps' must map step numbers to directories",
        "[]; expected a JSON object"
      })
  void aWrongRunJsonIsRefused(String json, String message) {
    model(root.resolve("x"));
    assertThatThrownBy(() -> list(json))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("run.json")
        .hasMessageContaining(message);
  }
}
