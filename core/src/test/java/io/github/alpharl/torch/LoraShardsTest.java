package io.github.alpharl.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.compose.ModelExport;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.run.StepStamp;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LoRA inside the shards of a model, the frozen base included, and adapters as pickles. */
class LoraShardsTest {

  private static final String MODULE = "model.layers.0.self_attn.q_proj";
  private static final String UP = "model.layers.0.mlp.up_proj.weight";
  private static final String PREFIX = "base_model.model.";
  private static final Whole A = new Whole(PREFIX + MODULE + ".lora_A.default.weight", -3, 2, 5);
  private static final Whole B = new Whole(PREFIX + MODULE + ".lora_B.default.weight", 0.5f, 7, 2);
  private static final Whole Q = new Whole(PREFIX + MODULE + ".base_layer.weight", 10, 7, 5);
  private static final Whole NORM = new Whole(PREFIX + "model.norm.weight", 1, 5);
  private static final String CONFIG = "{\"model_type\": \"qwen3\", \"tie_word_embeddings\": true}";

  @TempDir private Path temp;
  private Path base;
  private Path actor;

  @BeforeEach
  void base() {
    base =
        Fixtures.model(
            temp.resolve("base"),
            CONFIG,
            List.of(
                tensor(Q, MODULE + ".weight"),
                tensor(new Whole("", 40, 6, 5), UP),
                tensor(new Whole("", 70, 14_000, 5), "model.embed_tokens.weight"),
                tensor(NORM, "model.norm.weight")));
    actor = temp.resolve("run/global_step_3/actor");
  }

  private static Tensor tensor(Whole whole, String name) {
    MemorySegment data = MemorySegment.ofArray(whole.part(whole.all(), 0));
    return Tensor.of(name, Dtype.F32, data, whole.shape());
  }

  private void shards(int world, Whole... more) throws IOException {
    Files.createDirectories(actor);
    Whole up = new Whole(PREFIX + UP, 40, 6, 5);
    Whole embedding = new Whole(PREFIX + "model.embed_tokens.weight", 70, 14_000, 5);
    Whole tied = new Whole(PREFIX + "lm_head.weight", 70, 14_000, 5);
    List<Whole> all = new ArrayList<>(List.of(A, B, Q, NORM, up, embedding, tied));
    for (Whole other : more) {
      all.removeIf(whole -> whole.name().equals(other.name()));
      all.add(other);
    }
    for (int rank = 0; rank < world; rank++) {
      RankFile file = new RankFile();
      for (Whole whole : all) {
        long[] sizes = {world};
        file.dtensor(whole, sizes, new long[] {rank}, new int[] {0}, RankFile.Torch.V2_6);
      }
      String name = "model_world_size_" + world + "_rank_" + rank + ".pt";
      Files.write(actor.resolve(name), file.bytes());
    }
  }

  /** Element (i, j) of B · A, by the rule of {@link Whole}. */
  private static double product(int i, int j) {
    double sum = 0;
    for (int k = 0; k < 2; k++) {
      sum += (0.5 + 2 * i + k) * (-3 + 5 * k + j);
    }
    return sum;
  }

  private void requireUpdate(Path place, OptionalDouble alpha, double scaling) {
    try (HfCheckpoint model = HfCheckpoint.open(base);
        StepCheckpoint step =
            StepCheckpoint.openOver(place, alpha, Optional.of(model), Optional.empty())) {
      assertThat(step).isInstanceOf(LoraAdapter.class);
      assertThat(step.changed(model)).containsExactly(MODULE + ".weight");
      StepCheckpoint.Change change = step.updateOf(model, MODULE + ".weight");
      assertThat(((StepCheckpoint.Change.Product) change).factors().scaling()).isEqualTo(scaling);
      Path out = temp.resolve("out-" + scaling + place.getFileName());
      new ModelExport(step, Optional.of(model), Optional.empty()).write(out);
      requireMerged(out, model, scaling);
    }
  }

  private static void requireMerged(Path out, HfCheckpoint model, double scaling) {
    try (HfCheckpoint merged = HfCheckpoint.open(out)) {
      assertThat(merged.tensors().keySet()).isEqualTo(model.tensors().keySet());
      Tensor found = merged.tensor(MODULE + ".weight");
      for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 5; j++) {
          double due = 10 + 5 * i + j + scaling * product(i, j);
          assertThat(found.get(5L * i + j)).isCloseTo(due, within(1e-4));
        }
      }
      assertThat(merged.tensor(UP).sameAs(model.tensor(UP))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFactorsInShardsAreAnAdapter(int world) throws IOException {
    shards(world);
    Files.writeString(actor.resolve("lora_train_meta.json"), "{\"r\": 2, \"lora_alpha\": 3}");
    requireUpdate(actor, OptionalDouble.empty(), 1.5);
    requireUpdate(actor.getParent(), OptionalDouble.of(4), 2);
  }

  @Test
  void whatTheFrozenPartIsIsSaid() throws IOException {
    shards(2, new Whole(PREFIX + "lm_head.original_module.weight", 5, 4, 5));
    try (HfCheckpoint model = HfCheckpoint.open(base);
        LoraAdapter step = LoraAdapter.open(actor, OptionalDouble.of(2))) {
      assertThat(step.alignedTo(model).notes())
          .anyMatch(note -> note.contains("reads the files of 2 ranks in place"))
          .anyMatch(note -> note.contains("lora_alpha / rank, with lora_alpha 2 as given"))
          .anyMatch(note -> note.contains("4 tensors without factors are the base's"));
    }
  }

  @Test
  void whatWasTrainedWholeCounts() throws IOException {
    shards(2, new Whole(PREFIX + UP, 41, 6, 5));
    try (HfCheckpoint model = HfCheckpoint.open(base);
        LoraAdapter step = LoraAdapter.open(actor, OptionalDouble.of(2))) {
      assertThat(step.changed(model)).containsExactlyInAnyOrder(MODULE + ".weight", UP);
      StepCheckpoint.Change change = step.updateOf(model, UP);
      assertThat(((StepCheckpoint.Change.Whole) change).after().get(29)).isEqualTo(41 + 29);
    }
  }

  @Test
  void anotherBaseIsRefused() throws IOException {
    shards(2, new Whole(Q.name(), 11, 7, 5));
    try (HfCheckpoint model = HfCheckpoint.open(base);
        LoraAdapter step = LoraAdapter.open(actor, OptionalDouble.of(2))) {
      assertThatThrownBy(() -> step.alignedTo(model))
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("q_proj.base_layer.weight' differs from");
    }
  }

  @Test
  void withoutAlphaItIsAsked() throws IOException {
    shards(2);
    assertThatThrownBy(() -> StepCheckpoint.open(actor))
        .isInstanceOfSatisfying(
            BadDataException.class, e -> assertThat(e.setting()).contains(Setting.LORA_ALPHA))
        .hasMessageContaining("lora_alpha");
  }

  @Test
  void aConfigurationBesideTheShardsCounts() throws IOException {
    shards(2);
    Fixtures.write(
        actor.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 8, \"use_rslora\": true,"
            + " \"target_modules\": [\"q_proj\"]}");
    requireUpdate(actor, OptionalDouble.empty(), 8 / Math.sqrt(2));
  }

  @Test
  void aDcpFolderOfAnAdapterAlone() throws IOException {
    Path step = temp.resolve("run/checkpoint-9");
    DcpMaker maker = new DcpMaker().under("model");
    for (Whole whole : List.of(A, B)) {
      List<List<Long>> left = new ArrayList<>(whole.all());
      List<List<Long>> right = new ArrayList<>(whole.all());
      left.set(0, whole.all().getFirst().subList(0, 1));
      right.set(0, whole.all().getFirst().subList(1, (int) whole.shape()[0]));
      maker.chunk(whole, left, "__0_0.distcp").chunk(whole, right, "__1_0.distcp");
    }
    maker.write(step.resolve("pytorch_model_fsdp_0"));
    requireUpdate(step, OptionalDouble.of(1), 0.5);
  }

  @Test
  void anAdapterInAPickle() throws IOException {
    Path step = Files.createDirectories(temp.resolve("run/checkpoint-10"));
    RankFile file = new RankFile();
    Stream.of(A, B)
        .map(f -> new Whole(f.name().replace(".default", ""), f.seed(), f.shape()))
        .forEach(file::plain);
    Files.write(step.resolve("adapter_model.bin"), file.bytes());
    Fixtures.write(
        step.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]}");
    requireUpdate(step, OptionalDouble.empty(), 4);
  }

  /** A float32 export over a bfloat16 base is not rounded by way of bfloat16. */
  @Test
  void aMergeInFloat32IsRoundedOnce() throws IOException {
    Path half =
        Fixtures.model(
            temp.resolve("half"),
            CONFIG,
            List.of(Fixtures.random(new Random(1), MODULE + ".weight", Dtype.BF16, 7, 5)));
    Path step = Files.createDirectories(temp.resolve("run/checkpoint-11"));
    Files.write(step.resolve("adapter_model.bin"), new RankFile().plain(A).plain(B).bytes());
    Fixtures.write(
        step.resolve("adapter_config.json"),
        "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 0.01, \"target_modules\": [\"q_proj\"]}");
    Path out = temp.resolve("out-single");
    try (HfCheckpoint model = HfCheckpoint.open(half);
        StepCheckpoint adapter = StepCheckpoint.open(step)) {
      new ModelExport(adapter, Optional.of(model), Optional.of(Dtype.F32)).write(out);
      try (HfCheckpoint merged = HfCheckpoint.open(out)) {
        Tensor before = model.tensor(MODULE + ".weight");
        Tensor after = merged.tensor(MODULE + ".weight");
        assertThat(after.dtype()).isEqualTo(Dtype.F32);
        for (int i = 0; i < 35; i++) {
          double due = before.get(i) + 0.005 * product(i / 5, i % 5);
          assertThat(after.get(i)).isCloseTo(due, within(1e-6));
        }
      }
    }
  }

  @Test
  void aStampShowsThatShardsWereWrittenAgain() throws IOException {
    shards(2);
    StepStamp before = StepStamp.of(actor.getParent());
    assertThat(before.files()).containsKeys("model_world_size_2_rank_1.pt");
    Path rank = actor.resolve("model_world_size_2_rank_1.pt");
    Files.setLastModifiedTime(rank, FileTime.fromMillis(1000));
    assertThat(StepStamp.of(actor.getParent())).isNotEqualTo(before);
  }
}
