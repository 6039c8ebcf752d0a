package io.github.alpharl.lab.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Device;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.lab.torch.Weights;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;

/** Very small random networks of every family. */
public final class TestModels {

  public static final Compute DOUBLE = new Compute(Device.CPU, Compute.Precision.FLOAT64, 1);

  private TestModels() {}

  /** Two layers, width 12, 4 query heads on 2 key heads of 4, 11 tokens. */
  public static ObjectNode config(String family) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("model_type", family).put("vocab_size", 11).put("hidden_size", 12);
    json.put("num_hidden_layers", 2).put("num_attention_heads", 4).put("num_key_value_heads", 2);
    json.put("head_dim", 4).put("intermediate_size", 10).put("rms_norm_eps", 1e-6);
    json.put("rope_theta", 10000.0).put("max_position_embeddings", 32);
    json.put("eos_token_id", 3).put("bos_token_id", 0).put("pad_token_id", 1);
    return json.put("tie_word_embeddings", false);
  }

  public static Network network(ObjectNode config, long seed, Compute compute) {
    return network(config, seed, compute, 0.5);
  }

  public static Network network(ObjectNode config, long seed, Compute compute, double deviation) {
    Architecture architecture = Architecture.of(config, "config.json");
    SplittableRandom random = new SplittableRandom(seed);
    Weights weights = new Weights();
    try (PointerScope _ = new PointerScope()) {
      architecture
          .shapes()
          .forEach(
              (name, shape) -> {
                double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
                double mean = name.endsWith("norm.weight") ? 1 : 0;
                Arrays.setAll(values, i -> mean + deviation * random.nextGaussian());
                weights.put(name, Tensors.of(compute, values, shape));
              });
    }
    return new Network(architecture, weights, compute);
  }
}
