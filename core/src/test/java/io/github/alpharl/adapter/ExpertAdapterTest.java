package io.github.alpharl.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters of experts, as PEFT with transformers 5 applies them. */
class ExpertAdapterTest {

  private static final String LAYER = "model.layers.0.mlp.";
  private static final int EXPERTS = 3;

  @TempDir Path temp;
  private final Random random = new Random(1);
  private final List<Tensor> tensors =
      new ArrayList<>(Fixtures.tensors(new Random(2), Dtype.F32, 1));

  private HfCheckpoint base(String type) {
    String config =
        Fixtures.config(true)
            .replaceFirst("\"model_type\" *: *\"[^\"]*\"", "\"model_type\": \"" + type + "\"");
    return HfCheckpoint.open(Fixtures.model(temp.resolve("base"), config, tensors));
  }

  private void tensor(String name, long... shape) {
    tensors.add(Fixtures.random(random, name, Dtype.F32, shape));
  }

  private void stacks() {
    tensors.removeIf(tensor -> tensor.name().contains(".mlp."));
    tensor(LAYER + "experts.gate_up_proj", EXPERTS, 8, 6);
    tensor(LAYER + "experts.down_proj", EXPERTS, 6, 4);
  }

  private Update update(String module, int rows, int columns, int rank) {
    double[][] left = new double[rank][rows];
    float[][] right = new float[rank][columns];
    for (int k = 0; k < rank; k++) {
      left[k] = random.doubles(rows, -1, 1).toArray();
      for (int j = 0; j < columns; j++) {
        right[k][j] = random.nextFloat() - 0.5f;
      }
    }
    return Update.products(module, left, right);
  }

  private Path write(HfCheckpoint base, List<Update> updates) {
    Path out = temp.resolve("out");
    new AdapterWriter(base).write(out, "base", updates, "A test.");
    return out;
  }

  /** PEFT's ParamWrapper: "o r e, e r i -> e o i", or "-> e i o" where slices are transposed. */
  @ParameterizedTest
  @ValueSource(strings = {"gpt_oss", "llama4_text"})
  void stacksAreWrittenAsPeftHoldsThem(String type) {
    stacks();
    boolean transposed = type.equals("gpt_oss");
    try (HfCheckpoint base = base(type)) {
      Update one = update(LAYER + "experts.down_proj[1]", 6, 4, 2);
      Update other = update(LAYER + "experts.gate_up_proj[2]", 8, 6, 1);
      Path out = write(base, List.of(one, other));
      JsonNode config = Json.read(out.resolve(LoraConfig.NAME));
      assertThat(Json.strings(config.path("target_parameters")))
          .containsExactly("mlp.experts.down_proj", "mlp.experts.gate_up_proj");
      assertThat(config.path("target_modules")).isEmpty();
      assertThat(config.path("fan_in_fan_out").asBoolean()).isFalse();
      try (SafetensorsFile file = SafetensorsFile.open(out.resolve("adapter_model.safetensors"))) {
        String key = "base_model.model." + LAYER + "experts.";
        same(file, key, one, 1, transposed);
        same(file, key + "base_layer.", other, 2, transposed);
      }
      WrittenAdapter.readBack(base, out, List.of(one, other));
    }
  }

  private static void same(
      SafetensorsFile file, String key, Update update, int expert, boolean transposed) {
    Tensor a = file.tensors().get(key + "lora_A.weight");
    Tensor b = file.tensors().get(key + "lora_B.weight");
    long rank = a.shape().getFirst() / EXPERTS;
    long in = a.shape().getLast();
    for (int o = 0; o < b.shape().getFirst(); o++) {
      for (int i = 0; i < in; i++) {
        double sum = 0;
        for (int r = 0; r < rank; r++) {
          sum +=
              b.get(((long) o * rank + r) * EXPERTS + expert)
                  * a.get(((long) expert * rank + r) * in + i);
        }
        double expected =
            transposed ? WrittenAdapter.entry(update, i, o) : WrittenAdapter.entry(update, o, i);
        assertThat(sum).isCloseTo(expected, within(1e-6));
      }
    }
  }

  /** Beside experts one by one, PEFT takes a short name for that of the experts alone. */
  @Test
  void whatIsCalledLikeTheExpertsIsNamedAsAParameter() {
    for (int e = 0; e < EXPERTS; e++) {
      tensor(LAYER + "experts." + e + ".gate_proj.weight", 4, 6);
      tensor(LAYER + "experts." + e + ".up_proj.weight", 4, 6);
      tensor(LAYER + "experts." + e + ".down_proj.weight", 6, 4);
    }
    tensor(LAYER + "shared_expert.up_proj.weight", 4, 6);
    tensor("model.layers.1.mlp.shared_expert.up_proj.weight", 4, 6);
    tensors.removeIf(tensor -> tensor.name().matches(".*mlp\\.(gate|up|down)_proj\\.weight"));
    try (HfCheckpoint base = base("qwen3_moe")) {
      Update single = update(LAYER + "experts.1.up_proj.weight", 4, 6, 2);
      Update shared = update(LAYER + "shared_expert.up_proj.weight", 4, 6, 1);
      Update attention = update("model.layers.0.self_attn.q_proj.weight", 6, 6, 1);
      Path out = write(base, List.of(single, shared, attention));
      JsonNode config = Json.read(out.resolve(LoraConfig.NAME));
      assertThat(Json.strings(config.path("target_modules")))
          .containsExactly("down_proj", "gate_proj", "q_proj", "up_proj");
      assertThat(Json.strings(config.path("target_parameters")))
          .containsExactly("mlp.shared_expert.up_proj.weight");
      try (SafetensorsFile file = SafetensorsFile.open(out.resolve("adapter_model.safetensors"))) {
        assertThat(file.tensors().keySet())
            .contains(
                "base_model.model." + LAYER + "experts.2.gate_proj.lora_A.weight",
                "base_model.model.model.layers.1.mlp.shared_expert.up_proj.lora_B.weight");
      }
      WrittenAdapter.readBack(base, out, List.of(single, shared, attention));
    }
  }

  @Test
  void aStackOfAnotherNameIsRefused() {
    stacks();
    tensor(LAYER + "experts.w_all", EXPERTS, 8, 6);
    try (HfCheckpoint base = base("unknown")) {
      Update update = update(LAYER + "experts.w_all[1]", 8, 6, 1);
      assertThatThrownBy(() -> write(base, List.of(update)))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("w_all[1]' is one expert of a stack that PEFT has no adapters for");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mamba", "mamba2", "falcon_mamba", "falcon_h1", "nemotron_h"})
  void nobodyAppliesAnAdapterToMambasOutProj(String type) {
    try (HfCheckpoint mamba = base(type)) {
      assertThat(AdapterWriter.isApplied(mamba, "backbone.layers.0.mixer.out_proj.weight"))
          .isFalse();
      assertThat(AdapterWriter.isApplied(mamba, "backbone.layers.0.mixer.in_proj.weight")).isTrue();
    }
  }
}
