package io.github.alpharl.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.safetensors.Tensor;

/** How a file has the experts of a stack. */
final class StackOrientation {

  private StackOrientation() {}

  /**
   * True for in-features × out-features. Qwen3-VL-MoE is found both ways, and transformers turns
   * the one that does not fit its configuration; where both fit, it is as on the Hub.
   */
  static boolean isInFirst(HfCheckpoint base, Tensor stack) {
    String type = base.config().modelType();
    boolean table = ModuleTable.STANDARD.isTransposed(type);
    JsonNode config = base.config().json();
    JsonNode hidden =
        config.path("text_config").path("hidden_size").isNumber()
            ? config.path("text_config").path("hidden_size")
            : config.path("hidden_size");
    if (!type.startsWith("qwen3_vl_moe") || !hidden.isNumber()) {
      return table;
    }
    boolean down = stack.name().endsWith("down_proj");
    long ins = stack.shape().get(down ? 2 : 1);
    long outs = stack.shape().get(down ? 1 : 2);
    return ins == hidden.asLong() || outs != hidden.asLong();
  }
}
