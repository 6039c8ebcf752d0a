package io.github.alpharl.checkpoint.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleGroupTest {

  @ParameterizedTest
  @CsvSource({
    "model.layers.0.self_attn.q_proj.weight, ATTENTION",
    "transformer.h.3.self_attention.dense.weight, ATTENTION",
    "transformer.h.0.attn.c_attn.weight, ATTENTION",
    "blocks.1.att.key.weight, ATTENTION",
    "model.layers.2.linear_attn.in_proj_qkvz.weight, ATTENTION",
    "backbone.layers.1.mixer.in_proj.weight, ATTENTION",
    "model.layers.0.mlp.up_proj.weight, MLP",
    "model.layers.0.mlp.experts.gate_up_proj[3], MLP",
    "model.layers.4.feed_forward.w1.weight, MLP",
    "model.decoder.layers.0.fc1.weight, OTHER",
  })
  void aNameTellsTheGroup(String module, ModuleGroup group) {
    assertThat(ModuleGroup.of(module)).isEqualTo(group);
  }
}
