package io.github.alpharl.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Adapters name modules as transformers 5 holds them in memory, which is not always as files do;
 * what PEFT 0.21 makes of such adapters was compared with the full models.
 */
class AdapterNamesTest {

  private static final int OUT = 5;
  private static final int IN = 6;
  private static final String EXPERT = "model.layers.0.mlp.experts.";

  @TempDir Path temp;

  private final Random random = new Random(3);
  private final List<Tensor> tensors = new ArrayList<>();

  private void tensor(String name, long... shape) {
    tensors.add(Fixtures.random(random, name, Dtype.F32, shape));
  }

  private HfCheckpoint base(String type) {
    String config = Fixtures.config(false).replace("qwen3\"", type + '"');
    return HfCheckpoint.open(Fixtures.model(temp.resolve("base"), config, tensors));
  }

  private Update update(String module, int rows, int columns) {
    float[] right = new float[columns];
    for (int j = 0; j < columns; j++) {
      right[j] = random.nextFloat() - 0.5f;
    }
    return Update.products(
        module, new double[][] {random.doubles(rows, -1, 1).toArray()}, new float[][] {right});
  }

  private JsonNode write(HfCheckpoint base, List<Update> updates) {
    Path out = temp.resolve("out");
    new AdapterWriter(base).write(out, "base", updates, "A test.");
    WrittenAdapter.readBack(base, out, updates);
    return Json.read(out.resolve(LoraConfig.NAME));
  }

  private Set<String> keys() {
    try (SafetensorsFile file =
        SafetensorsFile.open(temp.resolve("out/adapter_model.safetensors"))) {
      return Set.copyOf(file.tensors().keySet());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "qwen2_5_vl, visual.blocks.0.attn.qkv, model.visual.blocks.0.attn.qkv",
    "qwen2_5_vl, model.layers.0.mlp.up_proj, model.language_model.layers.0.mlp.up_proj",
    "qwen2_vl, model.language_model.layers.0.x, model.language_model.layers.0.x",
    "llava, language_model.model.layers.0.x, model.language_model.layers.0.x",
    "gemma3, vision_tower.layers.0.fc1, model.vision_tower.layers.0.fc1",
    "paligemma, language_model.model.layers.0.x, model.language_model.layers.0.x",
    "internvl, language_model.model.layers.0.x, model.language_model.layers.0.x",
    "aria, language_model.model.layers.0.x, model.language_model.layers.0.x",
    "aya_vision, language_model.model.layers.0.x, model.language_model.layers.0.x",
    "mistral3, model.language_model.layers.0.x, model.language_model.layers.0.x",
    "nemotron_h, backbone.layers.1.mixer.x, model.layers.1.mixer.x",
    "qwen3, model.layers.0.mlp.x, model.layers.0.mlp.x"
  })
  void aModuleHasItsNameInMemory(String type, String file, String memory) {
    tensor(file + ".weight", OUT, IN);
    try (HfCheckpoint base = base(type)) {
      write(base, List.of(update(file + ".weight", OUT, IN)));
      assertThat(keys())
          .containsExactlyInAnyOrder(
              "base_model.model." + memory + ".lora_A.weight",
              "base_model.model." + memory + ".lora_B.weight");
    }
  }

  /** "0" would also be every first layer, and "gate" a module that is no matrix. */
  @Test
  void aNumberOrAFoldersNameIsNoTarget() {
    tensor("model.layers.0.self_attn.q_proj.weight", IN, IN);
    tensor("visual.merger.mlp.0.weight", OUT, IN);
    tensor("model.layers.0.gate.weight", OUT, IN);
    tensor("model.layers.0.mixer.gate.inner.weight", OUT, IN);
    try (HfCheckpoint base = base("qwen2_5_vl")) {
      JsonNode config =
          write(
              base,
              List.of(
                  update("visual.merger.mlp.0.weight", OUT, IN),
                  update("model.layers.0.self_attn.q_proj.weight", IN, IN),
                  update("model.layers.0.gate.weight", OUT, IN)));
      assertThat(Json.strings(config.path("target_modules")))
          .containsExactly("layers.0.gate", "mlp.0", "q_proj");
    }
  }

  private void experts() {
    for (int e = 0; e < 2; e++) {
      tensor(EXPERT + e + ".gate_proj.weight", OUT, IN);
      tensor(EXPERT + e + ".up_proj.weight", OUT, IN);
      tensor(EXPERT + e + ".down_proj.weight", IN, OUT);
    }
    tensor("model.layers.0.mlp.shared_expert.up_proj.weight", OUT, IN);
  }

  /**
   * PEFT moves the factors of these experts into stacks, but does not rename them in the config.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qwen2_moe",
        "qwen3_5_moe",
        "phimoe",
        "jamba",
        "lfm2_moe",
        "kimi_linear",
        "laguna",
        "mimo_v2_flash"
      })
  void stacksAreNamedWherePeftDoesNotRenameTheExperts(String type) {
    experts();
    try (HfCheckpoint base = base(type)) {
      JsonNode config =
          write(
              base,
              List.of(
                  update(EXPERT + "1.up_proj.weight", OUT, IN),
                  update("model.layers.0.mlp.shared_expert.up_proj.weight", OUT, IN)));
      assertThat(Json.strings(config.path("target_modules")))
          .containsExactly("shared_expert.up_proj");
      assertThat(Json.strings(config.path("target_parameters")))
          .containsExactly("experts.down_proj", "experts.gate_up_proj");
      assertThat(config.path("rank_pattern").path(".*\\.experts\\.gate_up_proj").asInt())
          .isEqualTo(2 * config.path("r").asInt());
      assertThat(config.path("alpha_pattern")).isEqualTo(config.path("rank_pattern"));
      assertThat(keys()).contains("base_model.model." + EXPERT + "0.down_proj.lora_A.weight");
    }
  }

  /**
   * Where PEFT renames it, a short name is that of the experts, whether these are adapted or not.
   */
  @Test
  void whatIsCalledLikeExpertsThatAreNotAdaptedIsAParameter() {
    experts();
    try (HfCheckpoint base = base("qwen3_moe")) {
      JsonNode config =
          write(base, List.of(update("model.layers.0.mlp.shared_expert.up_proj.weight", OUT, IN)));
      assertThat(config.path("target_modules")).isEmpty();
      assertThat(Json.strings(config.path("target_parameters")))
          .containsExactly("mlp.shared_expert.up_proj.weight");
      assertThat(keys()).hasSize(2);
    }
  }

  @Test
  void stacksOfOtherNamesInFilesAreNamedAsInMemory() {
    String moe = "model.layers.0.block_sparse_moe.";
    tensor(moe + "input_linear.weight", 2, 8, IN);
    tensor(moe + "output_linear.weight", 2, IN, 4);
    try (HfCheckpoint base = base("granitemoe")) {
      JsonNode config =
          write(
              base,
              List.of(
                  update(moe + "input_linear.weight[1]", 8, IN),
                  update(moe + "output_linear.weight[0]", IN, 4)));
      assertThat(Json.strings(config.path("target_parameters")))
          .containsExactly(
              "block_sparse_moe.experts.down_proj", "block_sparse_moe.experts.gate_up_proj");
      assertThat(keys())
          .contains(
              "base_model.model." + moe + "experts.base_layer.lora_A.weight",
              "base_model.model." + moe + "experts.lora_B.weight");
    }
  }

  /** hidden_size is 6; the Hub has in-features first, transformers 5 writes out-features first. */
  @ParameterizedTest
  @CsvSource({"6, 8", "8, 6"})
  void factorsOfQwen3VlExpertsFollowTheFeatures(int rows, int columns) {
    String stack = "model.language_model.layers.0.mlp.experts.gate_up_proj";
    tensor(stack, 2, rows, columns);
    try (HfCheckpoint base = base("qwen3_vl_moe")) {
      write(base, List.of(update(stack + "[1]", rows, columns)));
      try (SafetensorsFile file =
          SafetensorsFile.open(temp.resolve("out/adapter_model.safetensors"))) {
        assertThat(file.tensors().values())
            .extracting(Tensor::shape)
            .containsExactlyInAnyOrder(List.of(2L, 6L), List.of(8L, 2L));
      }
    }
  }

  @Test
  void ariasStacksAreNamedAsInMemory() {
    String moe = "language_model.model.layers.0.mlp.experts.";
    tensor(moe + "fc1.weight", 2, 8, IN);
    tensor(moe + "fc2.weight", 2, IN, 4);
    try (HfCheckpoint base = base("aria")) {
      JsonNode config =
          write(
              base,
              List.of(update(moe + "fc1.weight[1]", 8, IN), update(moe + "fc2.weight[0]", IN, 4)));
      assertThat(Json.strings(config.path("target_parameters")))
          .containsExactly("mlp.experts.down_proj", "mlp.experts.gate_up_proj");
    }
  }

  @Test
  void lagunasSharedExpertsAreNotApplied() {
    String shared = "model.layers.0.mlp.shared_expert.up_proj.weight";
    String single = "model.layers.0.mlp.experts.0.up_proj.weight";
    tensor(shared, OUT, IN);
    tensor(single, OUT, IN);
    try (HfCheckpoint base = base("laguna")) {
      assertThat(AdapterWriter.isApplied(base, shared)).isFalse();
      assertThat(AdapterWriter.isApplied(base, single)).isTrue();
    }
  }

  @Test
  void whatNoAdapterReachesIsNotApplied() {
    String parameter = "vision_tower.head.attention.in_proj_weight";
    String gates = "model.layers.0.rg_lru.input_gate_weight";
    String expert = "backbone.layers.0.mixer.experts.1.up_proj.weight";
    String plain = "model.layers.0.mlp.up_proj.weight";
    tensor(parameter, OUT, IN);
    tensor(gates, 2, 3, 3);
    tensor(expert, OUT, IN);
    tensor(plain, OUT, IN);
    try (HfCheckpoint base = base("nemotron_h")) {
      assertThat(List.of(parameter, gates + "[1]", expert))
          .noneMatch(module -> AdapterWriter.isApplied(base, module));
      assertThat(AdapterWriter.isApplied(base, plain)).isTrue();
    }
  }
}
