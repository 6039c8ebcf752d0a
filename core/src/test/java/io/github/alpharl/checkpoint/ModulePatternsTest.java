package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.names.ModuleSelection;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModulePatternsTest {

  private static final Random RANDOM = new Random(1);

  @TempDir Path temp;

  private HfCheckpoint model(Tensor... more) {
    List<Tensor> tensors = new ArrayList<>(Fixtures.tensors(RANDOM, Dtype.BF16, 1));
    tensors.addAll(List.of(more));
    return HfCheckpoint.open(
        Fixtures.model(temp.resolve("model"), Fixtures.config(false), tensors));
  }

  private static Tensor random(String name, Dtype dtype, long... shape) {
    return Fixtures.random(RANDOM, name, dtype, shape);
  }

  @Test
  void theModulesOfTheTinyRunAreThoseOfTheGoldenFile() {
    try (HfCheckpoint checkpoint = HfCheckpoint.open(SharedData.find("tiny-run/step-0"))) {
      List<String> golden =
          Json.strings(Json.read(SharedData.find("tiny-run/golden.json")).path("modules"));
      assertThat(ModulePatterns.standard().modules(checkpoint))
          .extracting(ModuleId::name)
          .containsExactlyElementsOf(golden);
    }
  }

  @Test
  void normsBiasesAndEmbeddingsAreTheRest() {
    try (HfCheckpoint checkpoint =
        model(
            random("model.layers.0.self_attn.q_proj.bias", Dtype.BF16, 6),
            random("model.layers.0.input_layernorm.weight", Dtype.BF16, 6))) {
      assertThat(ModulePatterns.standard().modules(checkpoint)).hasSize(7);
      assertThat(ModulePatterns.standard().rest(checkpoint))
          .containsExactly(
              "lm_head.weight",
              "model.embed_tokens.weight",
              "model.layers.0.input_layernorm.weight",
              "model.layers.0.self_attn.q_norm.weight",
              "model.layers.0.self_attn.q_proj.bias",
              "model.norm.weight");
    }
  }

  @Test
  void expertsAreModulesOfTheirOwn() {
    Tensor fused = random("model.layers.1.mlp.experts.down_proj", Dtype.F32, 3, 4, 5);
    try (HfCheckpoint checkpoint =
        model(
            fused,
            random("model.layers.2.mlp.experts.11.up_proj.weight", Dtype.BF16, 4, 4),
            random("model.layers.2.mlp.experts.2.up_proj.weight", Dtype.BF16, 4, 4),
            random("model.layers.2.mlp.gate.weight", Dtype.BF16, 4, 4),
            random("model.layers.2.block_sparse_moe.experts.0.w1.weight", Dtype.BF16, 4, 4))) {
      List<ModuleId> modules = ModulePatterns.standard().modules(checkpoint);
      assertThat(modules.subList(7, modules.size()))
          .containsExactly(
              fused(0),
              fused(1),
              fused(2),
              single("model.layers.2.mlp.experts.2.up_proj.weight", "mlp.experts.up_proj", 2),
              single("model.layers.2.mlp.experts.11.up_proj.weight", "mlp.experts.up_proj", 11),
              single(
                  "model.layers.2.block_sparse_moe.experts.0.w1.weight",
                  "block_sparse_moe.experts.w1",
                  0));
      assertThat(
              ModulePatterns.standard()
                  .whyNot(checkpoint, checkpoint.tensor("model.layers.2.mlp.gate.weight")))
          .contains("a router");
      Tensor slice = fused(1).slice(checkpoint);
      assertThat(slice.shape()).containsExactly(4L, 5L);
      assertThat(slice.get(7)).isEqualTo(fused.get(27));
      assertThat(modules.get(0).slice(checkpoint))
          .isEqualTo(checkpoint.tensor("model.layers.0.self_attn.q_proj.weight"));
    }
  }

  private static ModuleId fused(int expert) {
    String name = "model.layers.1.mlp.experts.down_proj";
    return new ModuleId(name + "[" + expert + "]", name, 1, "mlp.experts.down_proj", expert);
  }

  private static ModuleId single(String name, String kind, int expert) {
    return new ModuleId(name, name, 2, kind, expert);
  }

  @Test
  void otherTypesAndEmptyMatricesAreNoModules() {
    Tensor packed =
        Tensor.of(
            "model.layers.3.mlp.up_proj.weight",
            Dtype.U8,
            MemorySegment.ofArray(new byte[4]),
            2,
            2);
    try (HfCheckpoint checkpoint =
        model(packed, random("model.layers.3.mlp.down_proj.weight", Dtype.F32, 0, 3))) {
      assertThat(ModulePatterns.standard().modules(checkpoint)).hasSize(7);
    }
  }

  /** Names and shapes as transformers 5.17 writes them; rows and columns are chosen apart. */
  @ParameterizedTest
  @CsvSource({
    "gpt2, transformer.h.3.attn.c_attn.weight, 4x12, 3, attn.c_attn, true",
    "gpt2, h.3.mlp.c_proj.weight, 4x12, 3, mlp.c_proj, true",
    "gpt_bigcode, transformer.h.3.attn.c_attn.weight, 12x4, 3, attn.c_attn, false",
    "gpt_neox, gpt_neox.layers.2.attention.query_key_value.weight, 12x4, 2,"
        + " attention.query_key_value, false",
    "gpt_neox, gpt_neox.layers.2.mlp.dense_4h_to_h.weight, 4x12, 2, mlp.dense_4h_to_h, false",
    "falcon, transformer.h.1.self_attention.dense.weight, 4x5, 1, self_attention.dense, false",
    "mamba, backbone.layers.5.mixer.x_proj.weight, 4x5, 5, mixer.x_proj, false",
    "qwen3_next, model.layers.4.linear_attn.in_proj_qkvz.weight, 9x5, 4,"
        + " linear_attn.in_proj_qkvz, false",
    "qwen3_next, model.layers.4.mlp.shared_expert.up_proj.weight, 9x5, 4,"
        + " mlp.shared_expert.up_proj, false",
    "qwen3_5_moe, model.language_model.layers.4.linear_attn.out_proj.weight, 9x5, 4,"
        + " linear_attn.out_proj, false",
    "nameless, blocks.7.mix.weight, 4x5, 7, other, false",
    "nameless, adapter.weight, 4x5, 0, other, false",
    "nameless, experts_of_layer.2.stack, 3x4x5, 2, other, false",
    "llama4_text, model.layers.1.feed_forward.experts.gate_up_proj, 3x4x5, 1,"
        + " feed_forward.experts.gate_up_proj, true",
    "gpt_oss, model.layers.1.mlp.experts.down_proj, 3x4x5, 1, mlp.experts.down_proj, true",
    "mixtral, model.layers.1.mlp.experts.down_proj, 3x4x5, 1, mlp.experts.down_proj, false"
  })
  void everyMatrixIsAModule(
      String type, String name, String shape, int layer, String kind, boolean inFirst) {
    long[] sizes = sizes(shape);
    try (HfCheckpoint checkpoint = of(type, random(name, Dtype.F32, sizes))) {
      List<ModuleId> modules = ModulePatterns.standard().modules(checkpoint);
      assertThat(modules).hasSize(sizes.length == 3 ? 3 : 1);
      assertThat(modules.getLast())
          .isEqualTo(
              new ModuleId(
                  sizes.length == 3 ? name + "[2]" : name,
                  name,
                  layer,
                  kind,
                  sizes.length == 3 ? 2 : -1,
                  inFirst));
      Tensor slice = modules.getLast().slice(checkpoint);
      assertThat(slice.shape()).containsExactly(sizes[sizes.length - 2], sizes[sizes.length - 1]);
      Tensor whole = checkpoint.tensor(name);
      assertThat(slice.get(slice.size() - 1)).isEqualTo(whole.get(whole.size() - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "transformer.wpe.weight, 8x4, an embedding",
    "gpt_neox.embed_in.weight, 8x4, an embedding",
    "backbone.embeddings.weight, 8x4, an embedding",
    "embed_out.weight, 8x4, a head",
    "lm_head.weight, 8x4, a head",
    "score.weight, 8x4, a head",
    "model.layers.0.self_attn.q_norm.weight, 8x4, a norm",
    "model.layers.0.mlp.router.weight, 8x4, a router",
    "model.layers.0.feed_forward.router.weight, 8x4, a router",
    "model.layers.0.mlp.shared_expert_gate.weight, 1x4, a router",
    "model.layers.0.mlp.experts.down_proj_bias, 8x4, a bias",
    "model.layers.0.linear_attn.conv1d.weight, 8x1x4, a convolution",
    "backbone.layers.0.mixer.A_log, 8x4, a state-space parameter",
    "model.layers.0.self_attn.sinks, 4, a state-space parameter",
    "something.odd, 1x4, a vector",
    "something.odd, 4x1, a vector",
    "something.odd, 4, no matrix",
    "visual.patches.weight, 2x3x4x5, no matrix"
  })
  void whatIsNoModuleHasAReason(String name, String shape, String reason) {
    try (HfCheckpoint checkpoint = of("nameless", random(name, Dtype.F32, sizes(shape)))) {
      assertThat(ModulePatterns.standard().modules(checkpoint)).isEmpty();
      assertThat(ModulePatterns.standard().whyNot(checkpoint, checkpoint.tensor(name)))
          .contains(reason);
    }
  }

  @Test
  void theExamplesOfTheTableAreOfTheirKind() {
    for (JsonNode entry :
        Json.resource(ModuleTable.class, "module-patterns.json").path("noModules")) {
      for (String example : Json.strings(entry.path("examples"))) {
        assertThat(Pattern.compile(entry.path("pattern").textValue()).matcher(example).find())
            .as(example)
            .isTrue();
      }
    }
  }

  @Test
  void modulesMayBeSelected() {
    try (HfCheckpoint checkpoint = model()) {
      ModulePatterns mlp =
          ModulePatterns.standard()
              .select(new ModuleSelection(Optional.of("mlp"), Optional.of("down|up")));
      assertThat(mlp.modules(checkpoint))
          .extracting(ModuleId::name)
          .containsExactly("model.layers.0.mlp.gate_proj.weight");
      Tensor up = checkpoint.tensor("model.layers.0.mlp.up_proj.weight");
      assertThat(mlp.whyNot(checkpoint, up)).contains("not selected");
    }
  }

  @Test
  void aBrokenOrEndlessSelectionIsRefused() {
    assertThatThrownBy(() -> new ModuleSelection(Optional.of("("), Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'(' is no regular expression");
    ModuleSelection endless = new ModuleSelection(Optional.empty(), Optional.of("(.*a){12}b"));
    assertThatThrownBy(() -> endless.takes("a".repeat(60)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("takes too long");
  }

  @Test
  void aFusedWeightNamesItsParts() {
    ModuleId qkv = single("model.layers.2.self_attn.qkv_proj.weight", "self_attn.qkv_proj", -1);
    assertThat(qkv.parts()).containsExactly("q_proj", "k_proj", "v_proj");
    assertThat(fused(0).parts()).isEmpty();
  }

  private HfCheckpoint of(String type, Tensor tensor) {
    String config = "{\"model_type\": \"" + type + "\", \"tie_word_embeddings\": true}";
    return HfCheckpoint.open(Fixtures.model(temp.resolve("one"), config, List.of(tensor)));
  }

  private static long[] sizes(String shape) {
    return Arrays.stream(shape.split("x")).mapToLong(Long::parseLong).toArray();
  }

  @Test
  void patternsMayBeChosen() {
    ModulePatterns patterns = ModulePatterns.of(List.of("model.layers.{layer}.mlp.up*.weight"));
    try (HfCheckpoint checkpoint = model()) {
      assertThat(patterns.modules(checkpoint))
          .extracting(ModuleId::name)
          .containsExactly("model.layers.0.mlp.up_proj.weight");
    }
  }
}
