package io.github.alpharl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.testkit.SharedData;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                  0),
              single("model.layers.2.mlp.gate.weight", "mlp.gate", -1));
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
