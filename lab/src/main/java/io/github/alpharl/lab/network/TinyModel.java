package io.github.alpharl.lab.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.text.CharacterVocabulary;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.lab.torch.Weights;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;

/** The lab's network sizes: Qwen3 with two layers, untied embeddings and no biases. */
public enum TinyModel {
  TINY_96(96, 192, 4, 24),
  TINY_128(128, 256, 4, 32),
  TINY_192(192, 384, 6, 32);

  private static final int KV_HEADS = 2;
  private static final int LAYERS = 2;
  private static final int CONTEXT = 128;
  private static final double DEVIATION = 0.02;

  private final int width;
  private final int mlpWidth;
  private final int heads;
  private final int headDim;

  TinyModel(int width, int mlpWidth, int heads, int headDim) {
    this.width = width;
    this.mlpWidth = mlpWidth;
    this.heads = heads;
    this.headDim = headDim;
  }

  /** Hidden size. */
  public int width() {
    return width;
  }

  /** Longest sequence. */
  public int context() {
    return CONTEXT;
  }

  /** The size of this name, such as {@code tiny-128}. */
  public static TinyModel named(String name) {
    return Arrays.stream(values())
        .filter(size -> size.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> UsageException.of("Unknown size \"%s\"; known are %s.", name, names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(TinyModel::toString).collect(Collectors.joining(", "));
  }

  /** A config.json for {@code vocabulary}. */
  public ObjectNode config(CharacterVocabulary vocabulary) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.putArray("architectures").add(Family.QWEN3.architecture());
    json.put("model_type", Family.QWEN3.modelType());
    json.put("hidden_size", width).put("num_hidden_layers", LAYERS);
    json.put("num_attention_heads", heads).put("num_key_value_heads", KV_HEADS);
    json.put("head_dim", headDim).put("intermediate_size", mlpWidth);
    json.put("vocab_size", vocabulary.size()).put("rms_norm_eps", 1e-6).put("rope_theta", 10000.0);
    json.put("tie_word_embeddings", false).put("hidden_act", "silu").put("attention_bias", false);
    json.put("max_position_embeddings", CONTEXT).put("bos_token_id", vocabulary.bos());
    json.put("eos_token_id", vocabulary.stopId()).put("pad_token_id", vocabulary.pad());
    json.put("torch_dtype", "bfloat16").put("use_cache", true).put("attention_dropout", 0.0);
    return json.put("initializer_range", DEVIATION).put("use_sliding_window", false);
  }

  /** Normal weights of deviation 0.02, norms 1; the same for the same seed. */
  public Weights weights(Architecture architecture, long seed, Compute compute) {
    Weights weights = new Weights();
    SplittableRandom random = new SplittableRandom(seed);
    try (PointerScope _ = new PointerScope()) {
      architecture
          .shapes()
          .forEach(
              (name, shape) -> {
                double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                boolean norm = shape.length == 1;
                Arrays.setAll(values, i -> norm ? 1 : DEVIATION * random.nextGaussian());
                weights.put(name, Tensors.of(compute, values, shape));
              });
    }
    return weights;
  }

  @Override
  public String toString() {
    return "tiny-" + width;
  }
}
