package io.github.alpharl.lab.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;
import io.github.alpharl.lab.torch.LibTorch;
import io.github.alpharl.lab.torch.Tensors;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {

  @BeforeAll
  static void load() {
    Compute.DEFAULT.load();
  }

  static Stream<ObjectNode> configs() {
    ObjectNode llama3 = TestModels.config("llama");
    llama3
        .putObject("rope_scaling")
        .put("rope_type", "llama3")
        .put("factor", 8.0)
        .put("low_freq_factor", 1.0)
        .put("high_freq_factor", 4.0)
        .put("original_max_position_embeddings", 16);
    ObjectNode newNotation = TestModels.config("qwen3");
    newNotation.remove("rope_theta");
    newNotation.putObject("rope_parameters").put("rope_type", "default").put("rope_theta", 500.0);
    return Stream.of(
        TestModels.config("qwen3"),
        TestModels.config("qwen3").put("tie_word_embeddings", true).put("attention_bias", true),
        TestModels.config("qwen2").put("head_dim", 3).put("head_dim", 4),
        TestModels.config("llama").put("num_key_value_heads", 4).put("mlp_bias", true),
        llama3,
        newNotation);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void agreesWithPlainLoops(ObjectNode config) {
    int[] ids = {0, 5, 9, 2, 7, 7, 1, 10};
    try (Network network = TestModels.network(config, 3, TestModels.DOUBLE);
        PointerScope _ = new PointerScope()) {
      double[][] expected = naive(network).logits(ids);
      long[] wide = java.util.Arrays.stream(ids).asLongStream().toArray();
      double[] found =
          Tensors.doubles(network.logits(Tensors.of(TestModels.DOUBLE, wide, 1, wide.length)));
      for (int t = 0; t < ids.length; t++) {
        double[] row = java.util.Arrays.copyOfRange(found, t * 11, (t + 1) * 11);
        assertThat(row).containsExactly(expected[t], Offset.offset(1e-10));
      }
    }
  }

  private static NaiveDecoder naive(Network network) {
    Map<String, double[]> weights = new HashMap<>();
    network.weights().map().forEach((name, tensor) -> weights.put(name, Tensors.doubles(tensor)));
    return new NaiveDecoder(network.config(), weights);
  }

  @Test
  void ropeIsReadInBothNotations() {
    ObjectNode old = TestModels.config("qwen3").put("rope_theta", 5e5);
    ObjectNode young = TestModels.config("qwen3");
    young.remove("rope_theta");
    young.putObject("rope_parameters").put("rope_type", "default").put("rope_theta", 5e5);
    assertThat(Architecture.of(young, "a").rope()).isEqualTo(Architecture.of(old, "b").rope());
  }

  @Test
  void foreignArchitecturesAreNamedWithTheSupportedOnes() {
    assertThatThrownBy(() -> Architecture.of(TestModels.config("mamba"), "m/config.json"))
        .isInstanceOf(BadDataException.class)
        .hasMessage(
            "m/config.json: architectures [] with model_type \"mamba\" are not supported; supported"
                + " are Qwen3ForCausalLM (qwen3), Qwen2ForCausalLM (qwen2), LlamaForCausalLM"
                + " (llama).");
  }

  @Test
  void unknownScalingIsRefused() {
    ObjectNode config = TestModels.config("llama");
    config.putObject("rope_scaling").put("type", "yarn").put("factor", 2);
    assertThatThrownBy(() -> Architecture.of(config, "c"))
        .hasMessage("c: RoPE scaling \"yarn\" is not supported; supported are default and llama3.");
  }

  @Test
  void missingSizesAreNamed() {
    ObjectNode config = TestModels.config("llama");
    config.remove("hidden_size");
    assertThatThrownBy(() -> Architecture.of(config, "c"))
        .hasMessage("c: \"hidden_size\" must be a positive number, found nothing.");
  }

  @Test
  void unknownDevicesAndPrecisionsAreRefused() {
    assertThatThrownBy(() -> Device.named("tpu"))
        .hasMessageContaining("known are cpu, cuda and cuda:N");
    assertThatThrownBy(() -> Compute.Precision.named("int4")).hasMessageContaining("bfloat16");
    assertThatThrownBy(() -> LibTorch.load(0)).hasMessageContaining("threads of LibTorch");
  }
}
