package io.github.alpharl.lab.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The sizes of a decoder, read from a config.json and kept beside it so that unknown keys survive.
 *
 * @param family what differs between architectures
 * @param vocabulary number of tokens V
 * @param width hidden size d
 * @param layers number of blocks
 * @param heads query heads H
 * @param kvHeads key and value heads, a divisor of H
 * @param headDim size of one head, even
 * @param mlpWidth inner size of the feed-forward part
 * @param normEpsilon added to the mean square under the root
 * @param context longest sequence in tokens
 * @param tied true if the output matrix is the embedding
 * @param qkvBias biases on query, key and value projections
 * @param outputBias bias on the attention's output projection
 * @param mlpBias biases on the three feed-forward projections
 * @param rope positions
 * @param stopTokens ids that end an answer
 * @param json the file as read
 */
public record Architecture(
    Family family,
    int vocabulary,
    int width,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int mlpWidth,
    double normEpsilon,
    int context,
    boolean tied,
    boolean qkvBias,
    boolean outputBias,
    boolean mlpBias,
    Rope rope,
    TreeSet<Integer> stopTokens,
    ObjectNode json) {

  /** Copies what could change. */
  public Architecture {
    stopTokens = new TreeSet<>(stopTokens);
    json = json.deepCopy();
  }

  /** Reads a config.json; {@code file} is for messages. */
  public static Architecture of(ObjectNode json, Object file) {
    Family family = Family.of(json, file);
    refuseForeign(json, file);
    int width = positive(json, "hidden_size", file);
    int heads = positive(json, "num_attention_heads", file);
    JsonNode kvHeads = json.path("num_key_value_heads");
    JsonNode headDim = json.path("head_dim");
    boolean bias = family.alwaysQkvBias() || json.path("attention_bias").asBoolean(false);
    Architecture config =
        new Architecture(
            family,
            positive(json, "vocab_size", file),
            width,
            positive(json, "num_hidden_layers", file),
            heads,
            kvHeads.isNumber() ? kvHeads.asInt() : heads,
            headDim.isNumber() ? headDim.asInt() : defaultHeadDim(family, width, heads),
            positive(json, "intermediate_size", file),
            json.path("rms_norm_eps").asDouble(1e-6),
            json.path("max_position_embeddings").asInt(family == Family.LLAMA ? 2048 : 32768),
            json.path("tie_word_embeddings").asBoolean(false),
            bias,
            bias && !family.alwaysQkvBias(),
            json.path("mlp_bias").asBoolean(false) && family == Family.LLAMA,
            Rope.of(json, file),
            ids(json.path("eos_token_id")),
            json);
    config.check(file);
    return config;
  }

  private static int defaultHeadDim(Family family, int width, int heads) {
    return family == Family.QWEN3 ? 128 : width / heads;
  }

  private static void refuseForeign(JsonNode json, Object file) {
    String activation = json.path("hidden_act").asText("silu");
    if (!activation.equals("silu")) {
      throw BadDataException.of(
              "%s: hidden_act \"%s\" is not supported; supported is silu.", file, activation)
          .on("hidden_act")
          .as(Defect.UNSUPPORTED);
    }
    if (json.path("use_sliding_window").asBoolean(false)) {
      throw BadDataException.of(
              "%s: use_sliding_window is true; sliding-window attention is not supported.", file)
          .on("use_sliding_window")
          .as(Defect.UNSUPPORTED);
    }
    if (json.has("quantization_config") && !json.path("quantization_config").isNull()) {
      throw BadDataException.of(
              "%s: quantization_config is set; quantised weights are not supported, give the model in"
                  + " bfloat16 or float32.",
              file)
          .on("quantization_config")
          .as(Defect.UNSUPPORTED);
    }
  }

  private void check(Object file) {
    if (kvHeads < 1 || heads % kvHeads != 0) {
      throw BadDataException.of(
              "%s: num_attention_heads %d must be a multiple of num_key_value_heads %d.",
              file, heads, kvHeads)
          .on("num_attention_heads")
          .as(Defect.MISMATCH);
    }
    if (headDim < 2 || headDim % 2 != 0) {
      throw BadDataException.of("%s: head_dim %d must be even and positive.", file, headDim)
          .on("head_dim")
          .as(Defect.UNSUPPORTED);
    }
  }

  private static int positive(JsonNode json, String key, Object file) {
    JsonNode value = json.path(key);
    if (!value.isInt() || value.asInt() < 1) {
      throw BadDataException.of(
              "%s: \"%s\" must be a positive number, found %s.",
              file, key, value.isMissingNode() ? "nothing" : value)
          .on(key);
    }
    return value.asInt();
  }

  private static TreeSet<Integer> ids(JsonNode node) {
    TreeSet<Integer> ids = new TreeSet<>();
    if (node.isArray()) {
      node.forEach(id -> ids.add(id.asInt()));
    } else if (node.isNumber()) {
      ids.add(node.asInt());
    }
    return ids;
  }

  /** Ids of beginning and padding: never part of an answer. */
  public TreeSet<Integer> fillers() {
    TreeSet<Integer> fillers = ids(json.path("bos_token_id"));
    fillers.addAll(ids(json.path("pad_token_id")));
    fillers.removeIf(id -> id < 0 || id >= vocabulary);
    return fillers;
  }

  /** Query heads that share one key and value head. */
  public int groupSize() {
    return heads / kvHeads;
  }

  /** The tensors of such a model: name → shape, in the order of the network. */
  public Map<String, long[]> shapes() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(TensorNames.EMBEDDING, new long[] {vocabulary, width});
    for (int layer = 0; layer < layers; layer++) {
      putLayer(shapes, layer);
    }
    shapes.put(TensorNames.FINAL_NORM, new long[] {width});
    if (!tied) {
      shapes.put(TensorNames.HEAD, new long[] {vocabulary, width});
    }
    return shapes;
  }

  private void putLayer(Map<String, long[]> shapes, int layer) {
    long queries = (long) heads * headDim;
    long keys = (long) kvHeads * headDim;
    shapes.put(TensorNames.layer(layer, "input_layernorm.weight"), new long[] {width});
    putLinear(shapes, layer, "self_attn.q_proj", queries, width, qkvBias);
    putLinear(shapes, layer, "self_attn.k_proj", keys, width, qkvBias);
    putLinear(shapes, layer, "self_attn.v_proj", keys, width, qkvBias);
    putLinear(shapes, layer, "self_attn.o_proj", width, queries, outputBias);
    if (family.headNorms()) {
      shapes.put(TensorNames.layer(layer, "self_attn.q_norm.weight"), new long[] {headDim});
      shapes.put(TensorNames.layer(layer, "self_attn.k_norm.weight"), new long[] {headDim});
    }
    shapes.put(TensorNames.layer(layer, "post_attention_layernorm.weight"), new long[] {width});
    putLinear(shapes, layer, "mlp.gate_proj", mlpWidth, width, mlpBias);
    putLinear(shapes, layer, "mlp.up_proj", mlpWidth, width, mlpBias);
    putLinear(shapes, layer, "mlp.down_proj", width, mlpWidth, mlpBias);
  }

  private static void putLinear(
      Map<String, long[]> shapes, int layer, String module, long out, long in, boolean bias) {
    shapes.put(TensorNames.layer(layer, module + ".weight"), new long[] {out, in});
    if (bias) {
      shapes.put(TensorNames.layer(layer, module + ".bias"), new long[] {out});
    }
  }
}
