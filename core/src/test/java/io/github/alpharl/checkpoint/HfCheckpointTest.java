package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.disk.AtomicWriteTest;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HfCheckpointTest {

  @TempDir Path temp;
  private Path dir;

  @BeforeEach
  void directory() {
    dir = temp.resolve("model");
    Fixtures.write(dir.resolve("config.json"), Fixtures.config(false));
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> HfCheckpoint.open(dir).close())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(dir.toString())
        .hasMessageContainingAll(parts);
  }

  private void shard(String file, String... names) {
    Random random = new Random(1);
    SafetensorsWriter.write(
        dir.resolve(file),
        List.of(names).stream()
            .map(name -> TensorSource.copyOf(Fixtures.random(random, name, Dtype.BF16, 2, 2)))
            .toList());
  }

  private void index(String weightMap) {
    Fixtures.write(
        dir.resolve("model.safetensors.index.json"),
        "{\"metadata\":{\"total_size\":1},\"weight_map\":" + weightMap + "}");
  }

  @Test
  void aSingleFileIsReadInNaturalOrder() {
    shard("model.safetensors", "layers.10.w", "layers.9.w", "layers.1.w");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tensors().keySet())
          .containsExactly("layers.1.w", "layers.9.w", "layers.10.w");
      assertThat(checkpoint.bytes()).isEqualTo(24);
      assertThat(checkpoint.fileOf("layers.1.w")).isEqualTo(dir.resolve("model.safetensors"));
      assertThat(checkpoint.config().modelType()).isEqualTo("qwen3");
      assertThat(checkpoint.config().requireInteger("hidden_size")).isEqualTo(6);
      assertThatThrownBy(() -> checkpoint.tensor("x")).hasMessageContaining("no tensor 'x'");
    }
  }

  @Test
  void shardsAreReadByTheirIndexAndExtrasReported() {
    shard("one.safetensors", "a", "b");
    shard("two.safetensors", "c", "extra");
    index("{\"a\":\"one.safetensors\",\"b\":\"one.safetensors\",\"c\":\"two.safetensors\"}");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tensors().keySet()).containsExactly("a", "b", "c");
      assertThat(checkpoint.notes())
          .singleElement()
          .asString()
          .contains("ignores 1 tensor that the index does not name: extra");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../evil.safetensors\"",
        "\"/etc/evil.safetensors\"",
        "\"sub/evil.safetensors\"",
        "\"sub\\\\evil.safetensors\"",
        "\"..\"",
        "\"\"",
        "\"a\\u0000b\"",
        "17",
        "null",
        "{}"
      })
  void anythingButAPlainFileNameIsUnsafe(String value) {
    index("{\"a\":" + value + "}");
    refused("tensor 'a' is mapped to", "unsafe", "plain file name");
  }

  @Test
  void aLinkOutOfTheDirectoryIsUnsafe() throws IOException {
    shard("../elsewhere.safetensors", "a");
    Files.createSymbolicLink(dir.resolve("one.safetensors"), temp.resolve("elsewhere.safetensors"));
    index("{\"a\":\"one.safetensors\"}");
    refused("link out of its directory", "unsafe");
  }

  @Test
  void theLinksOfTheHubCacheAreFine() throws IOException {
    dir = temp.resolve("models--x").resolve("snapshots").resolve("abc");
    Fixtures.write(dir.resolve("config.json"), Fixtures.config(false));
    shard("../../blobs/0123", "a");
    Files.createSymbolicLink(dir.resolve("one.safetensors"), Path.of("../../blobs/0123"));
    index("{\"a\":\"one.safetensors\"}");
    Path link = Files.createSymbolicLink(temp.resolve("link"), dir);
    for (Path place : List.of(dir, link)) {
      try (HfCheckpoint checkpoint = HfCheckpoint.open(place)) {
        assertThat(checkpoint.tensors()).containsOnlyKeys("a");
      }
    }
  }

  @Test
  void missingShardsAreListed() {
    StringBuilder map = new StringBuilder("{");
    for (int i = 0; i < 8; i++) {
      map.append(i > 0 ? "," : "").append("\"t" + i + "\":\"s" + i + ".safetensors\"");
    }
    index(map + "}");
    refused(
        "8 of 8 shards are missing: s0.safetensors, s1.safetensors, s2.safetensors,"
            + " s3.safetensors, s4.safetensors and 3 more");
  }

  @Test
  void aTensorThatIsNotInItsShardIsNamed() {
    shard("one.safetensors", "a");
    shard("two.safetensors", "b");
    index("{\"a\":\"two.safetensors\",\"b\":\"two.safetensors\",\"c\":\"one.safetensors\"}");
    refused("2 tensors are not in the shard", "'a' (two.safetensors), 'c' (one.safetensors)");
  }

  @Test
  void aTensorInTwoShardsIsRefused() {
    shard("one.safetensors", "a");
    shard("two.safetensors", "a", "b");
    index("{\"a\":\"one.safetensors\",\"b\":\"two.safetensors\"}");
    refused("tensor 'a' is also in one.safetensors");
  }

  @Test
  void anIndexNeedsMetadataAndWeightMap() {
    Path index = dir.resolve("model.safetensors.index.json");
    Fixtures.write(index, "{\"weight_map\":{}}");
    refused("'metadata' is missing");
    Fixtures.write(index, "{\"metadata\":{}}");
    refused("'weight_map' is missing");
    Fixtures.write(index, "{\"metadata\":{},\"metadata\":{}}");
    refused("not valid JSON at line 1", "metadata");
    Fixtures.write(index, "[]");
    refused("expected a JSON object");
    Fixtures.write(index, "");
    refused("expected a JSON object");
    Fixtures.write(index, "{} {}");
    refused("not valid JSON");
    Fixtures.write(index, "[".repeat(100_000));
    refused("not valid JSON");
  }

  @Test
  void aFileBesideAnIndexIsAmbiguous() {
    shard("model.safetensors", "a");
    index("{\"a\":\"model.safetensors\"}");
    refused("both model.safetensors and", "remove the one that is out of date");
  }

  /** As Mistral's and Meta's repositories on the Hub hold their own format, too. */
  @Test
  void consolidatedFilesBesideTheShardsAreNotRead() {
    shard("one.safetensors", "a");
    index("{\"a\":\"one.safetensors\"}");
    shard("consolidated.safetensors", "a", "other");
    Fixtures.write(dir.resolve("original/consolidated.00.pth"), "x");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tensors()).containsOnlyKeys("a");
      assertThat(checkpoint.fileOf("a")).isEqualTo(dir.resolve("one.safetensors"));
      assertThat(checkpoint.notes()).isEmpty();
    }
  }

  @Test
  void foreignFormatsGetTheirCommand() {
    refused("holds no weights, expected model.safetensors or");
    Fixtures.write(dir.resolve("pytorch_model.bin"), "x");
    refused("pytorch_model.bin: is neither a zip archive nor a pickle");
    Fixtures.write(dir.resolve("zero_pp_rank_0_mp_rank_00_model_states.pt"), "x");
    refused(
        "DeepSpeed", "python -m deepspeed.utils.zero_to_fp32 " + temp + " OUT --tag model --safe");
    Fixtures.write(dir.resolve("dist_ckpt/common.pt"), "x");
    refused("python -m verl.model_merger merge --backend megatron --local_dir " + dir);
  }

  @Test
  void unfinishedShardsAreIncomplete() {
    Fixtures.write(dir.resolve("model_world_size_2_rank_0.pt"), "x");
    refused("lacks the files of the ranks 1 of 2", "still being written");
    Fixtures.write(dir.resolve("__0_0.distcp"), "x");
    refused("without .metadata", "still being written");
  }

  @Test
  void aSpaceInTheNameIsQuotedInTheCommand() {
    dir = temp.resolve("my model");
    Fixtures.write(dir.resolve("dist_ckpt/common.pt"), "x");
    refused("--local_dir '" + dir + "' --target_dir");
  }

  @Test
  void shardsWithoutIndexAndAdaptersAreExplained() {
    shard("model-00001-of-00002.safetensors", "a");
    refused("holds 1 of 2 shards", "still being written");
    Fixtures.write(dir.resolve("adapter_config.json"), "{}");
    refused("holds a LoRA adapter, expected a full model");
  }

  @Test
  void aPointerOrTruncatedShardIsNamed() throws IOException {
    Path file = dir.resolve("model.safetensors");
    Fixtures.write(file, "version https://git-lfs.github.com/spec/v1\n");
    refused("model.safetensors: this is a Git LFS pointer");
    shard("model.safetensors", "a");
    byte[] bytes = Files.readAllBytes(file);
    Fixtures.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    refused("model.safetensors: the header describes 8 bytes of data but only 7 are there");
  }

  @Test
  void theConfigMustBeThere() throws IOException {
    shard("model.safetensors", "a");
    Files.delete(dir.resolve("config.json"));
    refused("holds weights without a config.json");
    dir = temp.resolve("nowhere");
    refused("there is no such directory");
  }

  private void model(boolean tied, boolean head, boolean equal) {
    List<Tensor> tensors = new ArrayList<>(Fixtures.tensors(new Random(1), Dtype.F32, 1));
    Tensor own = tensors.removeLast();
    Tensor embedding = tensors.getFirst();
    if (head) {
      tensors.add(
          new Tensor(own.name(), own.dtype(), own.shape(), (equal ? embedding : own).data()));
    }
    Fixtures.model(dir, Fixtures.config(tied), tensors);
  }

  @Test
  void anEqualTiedHeadIsDropped() {
    model(true, true, true);
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tied()).isTrue();
      assertThat(checkpoint.tensors()).doesNotContainKey("lm_head.weight").hasSize(10);
    }
  }

  @Test
  void aDifferentTiedHeadIsKeptAsTransformersDoes() {
    model(true, true, false);
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tied()).isFalse();
      assertThat(checkpoint.tensors()).containsKey("lm_head.weight").hasSize(11);
      assertThat(checkpoint.notes())
          .singleElement()
          .asString()
          .contains("'lm_head.weight' differs from 'model.embed_tokens.weight': both count");
    }
  }

  @Test
  void anUntiedModelNeedsItsHead() {
    model(false, false, false);
    refused("no 'lm_head.weight' although config.json does not tie");
    Fixtures.write(dir.resolve("config.json"), "{\"model_type\":\"llama\"}");
    refused("no 'lm_head.weight'");
    Fixtures.write(dir.resolve("config.json"), "{\"model_type\":\"gemma\"}");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(checkpoint.tied()).isTrue();
    }
    Fixtures.write(dir.resolve("config.json"), "{\"tie_word_embeddings\":\"yes\"}");
    refused("'tie_word_embeddings' must be true or false, found \"yes\"");
  }

  private HfCheckpoint variant(String name, String config, List<Tensor> tensors) {
    return HfCheckpoint.open(Fixtures.model(temp.resolve(name), config, tensors));
  }

  private static void different(HfCheckpoint base, HfCheckpoint step, String... parts) {
    assertThatThrownBy(() -> Checkpoints.requireSameArchitecture(base, step))
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void onlyADifferentFloatTypeIsTheSameArchitecture() {
    String config = Fixtures.config(false);
    List<Tensor> tensors = Fixtures.tensors(new Random(1), Dtype.BF16, 2);
    List<Tensor> wide = Fixtures.tensors(new Random(1), Dtype.F32, 2);
    List<Tensor> shape = new ArrayList<>(tensors);
    shape.set(0, Fixtures.random(new Random(1), shape.get(0).name(), Dtype.BF16, 8, 6));
    List<Tensor> three = Fixtures.tensors(new Random(1), Dtype.BF16, 3);
    List<Tensor> tied = tensors.subList(0, tensors.size() - 1);
    try (HfCheckpoint base = variant("base", config, tensors);
        HfCheckpoint f32 = variant("f32", config, wide);
        HfCheckpoint vocab = variant("v", config.replace(": 7", ": 8"), shape);
        HfCheckpoint deep = variant("deep", config, three);
        HfCheckpoint bound = variant("tied", Fixtures.config(true), tied)) {
      Checkpoints.requireSameArchitecture(base, f32);
      different(
          base,
          vocab,
          vocab.directory() + " is not of the same architecture as its base " + base.directory(),
          "vocab_size is 8 instead of 7",
          "1 tensor differs: model.embed_tokens.weight is BF16 [8, 6] instead of BF16 [7, 6]");
      different(base, deep, "8 tensors are unexpected: model.layers.2.", "and 3 more");
      different(deep, base, "8 tensors are missing: model.layers.2.");
      different(base, bound, "has tied embeddings but its base", "has untied ones");
    }
  }

  @Test
  void theCopyKeepsEveryFileThatCountsAndNoPickle() throws IOException {
    Fixtures.model(dir, 3);
    Fixtures.write(
        dir.resolve("config.json"),
        Fixtures.config(false).replaceFirst("\\{", "{\"auto_map\":{}, \"x\":1e400,"));
    for (String name :
        List.of("chat_template.jinja", "merges.txt", "code.py", "training_args.bin", "a.pt")) {
      Fixtures.write(dir.resolve(name), name);
    }
    Path target = temp.resolve("copy");
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      CheckpointWriter writer = new CheckpointWriter(checkpoint, Disk.system(), 400);
      assertThat(writer.write(target, tensor -> TensorContent.of(tensor.data()))).isEmpty();
      assertThatThrownBy(() -> writer.write(target, t -> TensorContent.of(t.data())))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("exists already");
      assertThatThrownBy(() -> writer.write(dir, t -> TensorContent.of(t.data())))
          .isInstanceOf(EnvironmentException.class);
    }
    assertThat(AtomicWriteTest.names(target))
        .contains("config.json", "tokenizer.json", "chat_template.jinja", "merges.txt", "code.py")
        .contains("model-00001-of-00005.safetensors", "model.safetensors.index.json")
        .doesNotContain("training_args.bin", "a.pt");
    assertThat(target.resolve("config.json")).hasSameBinaryContentAs(dir.resolve("config.json"));
    assertThat(target.resolve("model.safetensors.index.json"))
        .content()
        .startsWith("{\n  \"metadata\": {\n    \"total_size\": 1488\n  },\n  \"weight_map\": {\n");
  }

  @Test
  void aMissingTokenizerIsReported() throws IOException {
    Fixtures.model(dir, 3);
    Files.delete(dir.resolve("tokenizer.json"));
    try (HfCheckpoint checkpoint = HfCheckpoint.open(dir)) {
      assertThat(
              new CheckpointWriter(checkpoint)
                  .write(temp.resolve("copy"), t -> TensorContent.of(t.data())))
          .singleElement()
          .asString()
          .contains("has no tokenizer");
    }
  }
}
