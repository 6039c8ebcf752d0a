package io.github.alpharl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models in torch's formats, opened as any other checkpoint. */
class TorchModelTest {

  private static final String CONFIG = "{\"model_type\": \"qwen3\", \"tie_word_embeddings\": true}";
  private static final Whole WEIGHT = new Whole("model.layers.0.mlp.up_proj.weight", 3, 7, 5);

  @TempDir Path temp;

  private void write(Path folder, String name, int axis) throws IOException {
    Files.createDirectories(folder);
    Whole wrapped = new Whole(name, WEIGHT.seed(), WEIGHT.shape());
    for (int rank = 0; rank < 3; rank++) {
      RankFile file = new RankFile();
      int[] shards = {axis};
      file.dtensor(wrapped, new long[] {3}, new long[] {rank}, shards, RankFile.Torch.V2_14);
      Files.write(folder.resolve("model_world_size_3_rank_" + rank + ".pt"), file.bytes());
    }
  }

  @Test
  void shardsOfRowsAndOfColumnsAreModels() throws IOException {
    for (int axis = 0; axis < 2; axis++) {
      Path actor = temp.resolve("global_step_" + axis + "/actor");
      write(actor, "_fsdp_wrapped_module.model.layers.0._orig_mod.mlp.up_proj.weight", axis);
      Files.createDirectories(actor.resolve("huggingface"));
      Files.writeString(actor.resolve("huggingface/config.json"), CONFIG);
      try (HfCheckpoint model = (HfCheckpoint) StepCheckpoint.open(actor)) {
        Tensor tensor = model.tensor(WEIGHT.name());
        assertThat(tensor.shape()).containsExactly(7L, 5L);
        assertThat(model.bytes()).isEqualTo(4 * 35);
        assertThat(model.files()).hasSize(3);
        assertThat(model.notes()).containsExactly(actor + ": reads the files of 3 ranks in place");
        requireElements(tensor);
        model.requireUnchanged();
      }
    }
  }

  private static void requireElements(Tensor tensor) {
    for (int i = 0; i < 7; i++) {
      double[] row = new double[5];
      tensor.row(i, row);
      for (int j = 0; j < 5; j++) {
        double due = WEIGHT.seed() + 5 * i + j;
        assertThat(row[j]).isEqualTo(due);
        assertThat(tensor.get(5L * i + j)).isEqualTo(due);
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      assertThat(tensor.rows(2, 6, arena).get(0)).isEqualTo(WEIGHT.seed() + 10.0);
      assertThat(tensor.data().byteSize()).isEqualTo(140);
    }
  }

  @ParameterizedTest
  @CsvSource({"fsdp., fsdp.", "model., model.", "_forward_module.llm., llm."})
  void whatStandsBeforeAllNamesIsTakenOff(String before, String said) throws IOException {
    RankFile file = new RankFile();
    Whole words = new Whole("model.embed_tokens.weight", 1, 4, 5);
    for (Whole whole : List.of(words, WEIGHT)) {
      file.plain(new Whole(before + whole.name(), whole.seed(), whole.shape()));
    }
    Files.write(temp.resolve("pytorch_model.bin"), file.bytes());
    Files.writeString(temp.resolve("config.json"), CONFIG);
    try (HfCheckpoint model = HfCheckpoint.open(temp)) {
      assertThat(model.tensors().keySet()).containsExactlyInAnyOrder(words.name(), WEIGHT.name());
      requireElements(model.tensor(WEIGHT.name()));
      assertThat(model.notes())
          .anyMatch(note -> note.contains("takes '" + said + "' off the names of all 2 tensors"));
    }
  }

  @Test
  void namesWithoutAnEmbeddingBehindStay() throws IOException {
    String name = "fsdp." + WEIGHT.name();
    RankFile file = new RankFile().plain(new Whole(name, WEIGHT.seed(), WEIGHT.shape()));
    Files.write(temp.resolve("pytorch_model.bin"), file.bytes());
    Files.writeString(temp.resolve("config.json"), CONFIG);
    try (HfCheckpoint model = HfCheckpoint.open(temp)) {
      assertThat(model.tensors()).containsOnlyKeys(name);
    }
  }

  @Test
  void adaptersWithinShardsAreNoBase() throws IOException {
    write(temp, "base_model.model.model.layers.0.q_proj.lora_A.default.weight", 0);
    Files.writeString(temp.resolve("config.json"), CONFIG);
    assertThatThrownBy(() -> HfCheckpoint.open(temp))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("a LoRA adapter inside (1 tensor")
        .hasMessageContaining("give the model that it was trained from");
  }

  @Test
  void flatParametersAreRefusedWithWhatToDo() throws IOException {
    write(temp, "_fsdp_wrapped_module.layers.0._flat_param", 0);
    Files.writeString(temp.resolve("config.json"), CONFIG);
    assertThatThrownBy(() -> HfCheckpoint.open(temp))
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll("LOCAL_STATE_DICT", "SHARDED_STATE_DICT");
  }

  @Test
  void aMissingConfigIsSaid() throws IOException {
    Path deep = temp.resolve("a/b/c/d/e");
    write(deep, WEIGHT.name(), 0);
    assertThatThrownBy(() -> HfCheckpoint.open(deep))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("without a config.json");
  }

  @ParameterizedTest
  @CsvSource({
    "odd-bin-only, checkpoint-10",
    "odd-dcp, checkpoint-10",
    "odd-verl-no-weights, global_step_10/actor/huggingface"
  })
  void trainersOfOthersAlignWithTheirBase(String name, String step) {
    Path home = SharedData.find("written-by-others");
    try (HfCheckpoint base = HfCheckpoint.open(home.resolve(name + "-base"));
        StepCheckpoint opened = StepCheckpoint.open(home.resolve(name).resolve(step))) {
      HfCheckpoint aligned = (HfCheckpoint) opened.alignedTo(base);
      assertThat(aligned.tensors().keySet()).isEqualTo(base.tensors().keySet());
      assertThat(base.tensors().values())
          .allSatisfy(tensor -> assertThat(aligned.tensor(tensor.name()).sameAs(tensor)).isTrue());
    }
  }

  @Test
  void realShardsAreTheWholeModel() throws IOException {
    Path home = SharedData.find("torch-shards").resolve("torch-2.14.1");
    Files.writeString(temp.resolve("config.json"), CONFIG.replace("true", "false"));
    Path actor = Files.createDirectory(temp.resolve("actor"));
    for (int rank = 0; rank < 3; rank++) {
      String name = "model_world_size_3_rank_" + rank + ".pt";
      Files.copy(home.resolve("fsdp2-w3").resolve(name), actor.resolve(name));
    }
    try (HfCheckpoint model = HfCheckpoint.open(actor);
        SafetensorsFile whole = SafetensorsFile.open(home.resolve("expected.safetensors"))) {
      assertThat(model.tensors().keySet()).hasSameElementsAs(whole.tensors().keySet());
      for (Tensor due : whole.tensors().values()) {
        assertThat(model.tensor(due.name()).sameAs(due)).as(due.name()).isTrue();
      }
    }
  }
}
