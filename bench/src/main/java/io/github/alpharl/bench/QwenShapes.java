package io.github.alpharl.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The tensors of a dense Qwen3 model, in the order of its layers.
 *
 * @param layers number of layers
 * @param hidden width of the residual stream
 * @param mlp width of the MLP
 * @param heads query heads of {@value #HEAD_SIZE}
 * @param keyValueHeads heads of keys and values
 * @param vocabulary rows of the embedding and of the output layer
 */
public record QwenShapes(
    int layers, int hidden, int mlp, int heads, int keyValueHeads, int vocabulary) {

  /** Qwen3-8B: 8.19 thousand million weights, of which 6.95 in 252 modules. */
  public static final QwenShapes QWEN3_8B = new QwenShapes(36, 4096, 12288, 32, 8, 151936);

  /** Numbers per head. */
  public static final int HEAD_SIZE = 128;

  /**
   * One tensor.
   *
   * @param module true if it is a projection that training changes
   */
  record Shape(String name, List<Long> size, boolean module) {}

  /** The same model with {@code count} layers. */
  public QwenShapes withLayers(int count) {
    return new QwenShapes(count, hidden, mlp, heads, keyValueHeads, vocabulary);
  }

  List<Shape> tensors() {
    List<Shape> all = new ArrayList<>();
    all.add(matrix("model.embed_tokens.weight", vocabulary, hidden, false));
    for (int layer = 0; layer < layers; layer++) {
      addLayer(all, "model.layers." + layer + ".");
    }
    all.add(vector("model.norm.weight", hidden));
    all.add(matrix("lm_head.weight", vocabulary, hidden, false));
    return all;
  }

  private void addLayer(List<Shape> all, String prefix) {
    String attention = prefix + "self_attn.";
    int queries = heads * HEAD_SIZE;
    int keys = keyValueHeads * HEAD_SIZE;
    all.add(matrix(attention + "q_proj.weight", queries, hidden, true));
    all.add(matrix(attention + "k_proj.weight", keys, hidden, true));
    all.add(matrix(attention + "v_proj.weight", keys, hidden, true));
    all.add(matrix(attention + "o_proj.weight", hidden, queries, true));
    all.add(vector(attention + "q_norm.weight", HEAD_SIZE));
    all.add(vector(attention + "k_norm.weight", HEAD_SIZE));
    all.add(matrix(prefix + "mlp.gate_proj.weight", mlp, hidden, true));
    all.add(matrix(prefix + "mlp.up_proj.weight", mlp, hidden, true));
    all.add(matrix(prefix + "mlp.down_proj.weight", hidden, mlp, true));
    all.add(vector(prefix + "input_layernorm.weight", hidden));
    all.add(vector(prefix + "post_attention_layernorm.weight", hidden));
  }

  private static Shape matrix(String name, long rows, long columns, boolean module) {
    return new Shape(name, List.of(rows, columns), module);
  }

  private static Shape vector(String name, long size) {
    return new Shape(name, List.of(size), false);
  }

  /** Bytes of one checkpoint in bfloat16. */
  public long bytes() {
    return tensors().stream().mapToLong(QwenShapes::bytes).sum();
  }

  static long bytes(Shape shape) {
    return 2 * shape.size().stream().reduce(1L, Math::multiplyExact);
  }

  /** The model's {@code config.json}. */
  String config() {
    return String.format(
        java.util.Locale.ROOT,
        """
        {
          "architectures": ["Qwen3ForCausalLM"],
          "model_type": "qwen3",
          "hidden_size": %d,
          "intermediate_size": %d,
          "num_hidden_layers": %d,
          "num_attention_heads": %d,
          "num_key_value_heads": %d,
          "head_dim": %d,
          "vocab_size": %d,
          "rms_norm_eps": 1e-06,
          "rope_theta": 1000000,
          "hidden_act": "silu",
          "tie_word_embeddings": false,
          "torch_dtype": "bfloat16"
        }
        """,
        hidden,
        mlp,
        layers,
        heads,
        keyValueHeads,
        HEAD_SIZE,
        vocabulary);
  }
}
