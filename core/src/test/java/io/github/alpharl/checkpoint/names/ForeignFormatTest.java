package io.github.alpharl.checkpoint.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.ShardIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no weights that are read gets the sentence and the command for exactly its format. */
class ForeignFormatTest {

  @TempDir Path temp;

  private void refused(Path directory, String... parts) {
    assertThatThrownBy(() -> HfCheckpoint.open(directory))
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(parts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "actor/model_world_size_2_rank_0.pt | actor | lacks the files of the ranks 1 of 2",
        "actor/dist_ckpt/common.pt | actor | merge --backend megatron --local_dir DIR/actor",
        "zero_pp_rank_0_mp_rank_00_model_states.pt | . | python -m deepspeed.utils.zero_to_fp32 ",
        "iter/common.pt | iter | convert_torch_dist_to_hf.py --input-dir DIR/iter --output-dir"
            + " DIR/iter/hf --origin-hf-dir BASE",
        "pytorch_model_fsdp_0/__0_0.distcp | . | holds *.distcp files without .metadata",
        "policy/weights/__0_0.distcp | policy/weights | without .metadata",
        "policy/weights/model/__0_0.distcp | policy/weights | without .metadata",
        "pytorch_model_fsdp_1/__0_0.distcp | . | accelerate merge-weights"
            + " DIR/pytorch_model_fsdp_1 DIR",
        "state/__0_0.distcp | . | format_utils dcp_to_torch DIR/state model.pt",
        "policy/weights/__0_0.distcp | policy | convert_dcp_to_hf.py --config DIR/config.yaml"
            + " --dcp-ckpt-path DIR/policy/weights --hf-ckpt-path DIR/hf",
        "critic/model_world_size_2_rank_0.pt | . | merge --backend fsdp --local_dir DIR/critic",
        "state/shard-00001-model-00001-of-00002.safetensors | . | save with consolidation",
        "trainer/__0_0.distcp | . | weights/step_N or broadcasts/step_N",
        "__0_0.distcp | . | without .metadata",
        "shard-00001-model-00001-of-00002.safetensors | . | lacks file 2 of 2 of shard 1",
        "pytorch_model-00001-of-00002.bin | . | without pytorch_model.bin.index.json",
        "consolidated.00.pth | . | Meta's format",
        "tiny-q4.gguf | . | GGUF",
        "weights.00.npz | . | MLX",
        "model.pt2 | . | torch.export.load(sys.argv[1]).state_dict, sys.argv[2])\" DIR/model.pt2",
        "odd.ckpt | . | without a config.json",
        "other/pytorch_model.bin | . | DIR/other: holds only pickle files (pytorch_model.bin) where"
            + " no weights of a step are looked for; name this folder as the step in a run.json"
      })
  void everyFormatHasItsSentence(String file, String opened, String sentence) {
    Path dir = temp.resolve("step");
    Fixtures.write(dir.resolve(file), "x");
    refused(dir.resolve(opened).normalize(), sentence.replace("DIR", dir.toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "rng_state_0.pth",
    "scheduler.pt",
    "optimizer.bin",
    "training_args.bin",
    "scaler.pt",
    "random_states_0.pkl"
  })
  void aTrainersStateIsNoWeights(String file) {
    Fixtures.write(temp.resolve("step").resolve(file), "x");
    refused(temp.resolve("step"), "holds no weights");
  }

  @Test
  void weightsWinOverTheStatesBesideThem() {
    Path dir = temp.resolve("step");
    Fixtures.write(dir.resolve("optimizer.pt"), "x");
    Fixtures.write(dir.resolve("pytorch_model.bin"), "x");
    refused(dir, "without a config.json");
    Fixtures.write(dir.resolve("config.json"), "{}");
    refused(dir, "pytorch_model.bin: is neither a zip archive nor a pickle");
  }

  @Test
  void noMergeCommandLeadsToTheBaseOfALoraTraining() {
    Path actor = temp.resolve("actor");
    Fixtures.write(actor.resolve("model_world_size_2_rank_0.pt"), "x");
    Fixtures.write(actor.resolve("lora_train_meta.json"), "{}");
    Fixtures.write(actor.resolve("huggingface/config.json"), "{}");
    assertThatThrownBy(() -> StepCheckpoint.open(actor.resolve("huggingface")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("lacks the files of the ranks 1 of 2")
        .hasMessageNotContaining("verl.model_merger merge");
  }

  @Test
  void anAdapterWithoutWeightsIsIncomplete() {
    Fixtures.write(temp.resolve("adapter_config.json"), "{}");
    assertThatThrownBy(() -> LoraAdapter.requireWhole(temp))
        .hasMessageContainingAll("adapter_model.safetensors: there is no such file", "incomplete");
  }

  @Test
  void shardsWithoutAnIndexAndForeignNamesAreNotBeingWritten() {
    Path dir = temp.resolve("step");
    Fixtures.write(dir.resolve("model-00001-of-00002.safetensors"), "x");
    refused(dir, "holds 1 of 2 shards", "incomplete or still being written");
    Fixtures.write(dir.resolve("model-00002-of-00002.safetensors"), "x");
    refused(dir, "holds all of its 2 shards but no model.safetensors.index.json", "python -c");
    Path named = temp.resolve("named");
    Fixtures.write(named.resolve("Model-final.safetensors"), "x");
    refused(
        named,
        "under the name Model-final.safetensors",
        "mv " + named.resolve("Model-final.safetensors"));
  }

  @Test
  void theOnlyShardNeedsNoIndex() throws IOException {
    Path dir = Fixtures.model(temp.resolve("step"), 1);
    Files.move(dir.resolve("model.safetensors"), dir.resolve("model-00001-of-00001.safetensors"));
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tensors()).isNotEmpty();
    }
  }

  @Test
  void deadLinksHaveTargets() throws IOException {
    Path dir = Files.createDirectory(temp.resolve("step"));
    Files.createSymbolicLink(dir.resolve("model.safetensors"), Path.of("../blobs/aa"));
    refused(dir, "model.safetensors: is a link to ../blobs/aa, which is not there");
  }

  @Test
  void linksIntoAHubsCacheAreTrustedAndOthersAreNot() throws IOException {
    Path model = Fixtures.model(temp.resolve("model"), 1);
    String shard = "model-00001-of-00001.safetensors";
    for (String target : new String[] {"models--o--n/blobs", "elsewhere"}) {
      Path blob = temp.resolve(target).resolve("aa");
      Files.createDirectories(blob.getParent());
      Files.copy(model.resolve("model.safetensors"), blob);
      Path dir = Files.createDirectory(temp.resolve("to-" + blob.getParent().getFileName()));
      Files.createSymbolicLink(dir.resolve(shard), blob);
      Fixtures.write(
          dir.resolve("model.safetensors.index.json"),
          "{\"metadata\":{},\"weight_map\":{\"x\":\"" + shard + "\"}}");
    }
    Path index = temp.resolve("to-blobs/model.safetensors.index.json");
    assertThat(ShardIndex.read(index).shards()).hasSize(1);
    Path other = temp.resolve("to-elsewhere/model.safetensors.index.json");
    assertThatThrownBy(() -> ShardIndex.read(other).shards())
        .hasMessageContaining("is a link out of its directory");
  }
}
