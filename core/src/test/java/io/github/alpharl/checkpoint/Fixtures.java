package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** Small checkpoints for tests. */
public final class Fixtures {

  private static final long HIDDEN = 6;
  private static final long INNER = 10;
  private static final long WORDS = 7;

  private Fixtures() {}

  /** A safetensors file with this header text and so many zero bytes of data. */
  public static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path write(Path file, String text) {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A tensor of random numbers around zero. */
  public static Tensor random(Random random, String name, Dtype dtype, long... shape) {
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    Tensor tensor =
        Tensor.of(name, dtype, MemorySegment.ofArray(new byte[(int) dtype.bytesOf(sizes)]), shape);
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(dtype, tensor.data(), i, random.nextGaussian());
    }
    return tensor;
  }

  /** The tensors of a model with {@code layers} layers in the manner of Qwen3. */
  public static List<Tensor> tensors(Random random, Dtype dtype, int layers) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(random(random, "model.embed_tokens.weight", dtype, WORDS, HIDDEN));
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
        String full = layer + "self_attn." + name + ".weight";
        tensors.add(random(random, full, dtype, HIDDEN, HIDDEN));
      }
      tensors.add(random(random, layer + "self_attn.q_norm.weight", dtype, 3));
      tensors.add(random(random, layer + "mlp.gate_proj.weight", dtype, INNER, HIDDEN));
      tensors.add(random(random, layer + "mlp.up_proj.weight", dtype, INNER, HIDDEN));
      tensors.add(random(random, layer + "mlp.down_proj.weight", dtype, HIDDEN, INNER));
    }
    tensors.add(random(random, "model.norm.weight", dtype, HIDDEN));
    tensors.add(random(random, "lm_head.weight", dtype, WORDS, HIDDEN));
    return tensors;
  }

  /** A configuration to go with {@link #tensors}. */
  public static String config(boolean tied) {
    return """
    {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_size": 6,
     "num_hidden_layers": 2, "vocab_size": 7, "unknown_key": {"kept": true},
     "tie_word_embeddings": %s}
    """
        .formatted(tied);
  }

  /** A model directory of these tensors, in one file. */
  public static Path model(Path directory, String config, Collection<Tensor> tensors) {
    write(directory.resolve("config.json"), config);
    write(directory.resolve("tokenizer.json"), "{}");
    SafetensorsWriter.write(
        directory.resolve("model.safetensors"),
        tensors.stream().map(TensorSource::copyOf).toList());
    return directory;
  }

  /** An untied model of two layers in bfloat16. */
  public static Path model(Path directory, long seed) {
    return model(directory, config(false), tensors(new Random(seed), Dtype.BF16, 2));
  }
}
