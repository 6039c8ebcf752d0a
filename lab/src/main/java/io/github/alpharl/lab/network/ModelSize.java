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

/**
 * The lab's network sizes: Qwen3 with untied embeddings and no biases, from 0.08 to 14 million
 * parameters.
 */
public enum ModelSize {
  TINY_64("tiny", 64, 2, 128, 4, 2, 16),
  TINY_96("tiny", 96, 2, 192, 4, 2, 24),
  TINY_128("tiny", 128, 2, 256, 4, 2, 32),
  TINY_192("tiny", 192, 2, 384, 6, 2, 32),
  SMALL_256("small", 256, 4, 512, 8, 4, 32),
  BASE_512("base", 512, 6, 1024, 16, 8, 32);

  private static final int CONTEXT = 128;
  private static final double DEVIATION = 0.02;

  private final String kind;
  private final int width;
  private final int layers;
  private final int mlpWidth;
  private final int heads;
  private final int kvHeads;
  private final int headDim;

  ModelSize(String kind, int width, int layers, int mlpWidth, int heads, int kvHeads, int headDim) {
    this.kind = kind;
    this.width = width;
    this.layers = layers;
    this.kvHeads = kvHeads;
    this.mlpWidth = mlpWidth;
    this.heads = heads;
    this.headDim = headDim;
  }

  /** Hidden size. */
  public int width() {
    return width;
  }

  /** Number of blocks. */
  public int layers() {
    return layers;
  }

  /** Weights in the matrices of its blocks, embeddings and norms apart. */
  public long parameters() {
    long attention = 2L * width * headDim * (heads + kvHeads);
    return layers * (attention + 3L * width * mlpWidth);
  }

  /** Longest sequence. */
  public int context() {
    return CONTEXT;
  }

  /** The size of this name, such as {@code tiny-128}. */
  public static ModelSize named(String name) {
    return Arrays.stream(values())
        .filter(size -> size.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> UsageException.of("Unknown size \"%s\"; known are %s.", name, names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(ModelSize::toString).collect(Collectors.joining(", "));
  }

  /** A config.json for {@code vocabulary}. */
  public ObjectNode config(CharacterVocabulary vocabulary) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.putArray("architectures").add(Family.QWEN3.architecture());
    json.put("model_type", Family.QWEN3.modelType());
    json.put("hidden_size", width).put("num_hidden_layers", layers);
    json.put("num_attention_heads", heads).put("num_key_value_heads", kvHeads);
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
    return kind + "-" + width;
  }
}
