package io.github.alpharl.cli;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/** A tiny model in the image of Qwen3, to be changed at will and written as Hugging Face does. */
final class SmallModel {

  static final int HIDDEN = 12;
  static final int INNER = 20;
  static final int WORDS = 16;

  private static final String CONFIG =
      """
      {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "hidden_size": 12,
       "intermediate_size": 20, "num_hidden_layers": 2, "num_attention_heads": 3,
       "num_key_value_heads": 3, "head_dim": 4, "vocab_size": 16, "tie_word_embeddings": %s}
      """;

  final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  String config = CONFIG.formatted(true);

  private SmallModel() {}

  /** A tied bfloat16 model of two layers with random weights. */
  static SmallModel random(long seed) {
    SmallModel model = new SmallModel();
    Random random = new Random(seed);
    shapes().forEach((name, shape) -> model.put(random, name, Dtype.BF16, shape));
    return model;
  }

  private static SequencedMap<String, long[]> shapes() {
    SequencedMap<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new long[] {WORDS, HIDDEN});
    for (int layer = 0; layer < 2; layer++) {
      String prefix = "model.layers." + layer + ".";
      for (String name : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
        shapes.put(prefix + "self_attn." + name + ".weight", new long[] {HIDDEN, HIDDEN});
      }
      shapes.put(prefix + "self_attn.q_norm.weight", new long[] {4});
      shapes.put(prefix + "mlp.gate_proj.weight", new long[] {INNER, HIDDEN});
      shapes.put(prefix + "mlp.up_proj.weight", new long[] {INNER, HIDDEN});
      shapes.put(prefix + "mlp.down_proj.weight", new long[] {HIDDEN, INNER});
      shapes.put(prefix + "input_layernorm.weight", new long[] {HIDDEN});
    }
    shapes.put("model.norm.weight", new long[] {HIDDEN});
    return shapes;
  }

  /** Names of the matrices that are decomposed. */
  static List<String> modules() {
    return shapes().keySet().stream().filter(name -> name.contains("_proj")).toList();
  }

  static String config(boolean tied) {
    return CONFIG.formatted(tied);
  }

  /** A random tensor {@code name} in place of the present one, if any. */
  SmallModel put(Random random, String name, Dtype dtype, long... shape) {
    Tensor tensor = zeros(name, dtype, shape);
    for (long i = 0; i < tensor.size(); i++) {
      Elements.set(dtype, tensor.data(), i, random.nextGaussian());
    }
    tensors.put(name, tensor);
    return this;
  }

  /** Sets one element. */
  SmallModel set(String name, long index, double value) {
    Tensor tensor = tensors.get(name);
    Elements.set(tensor.dtype(), tensor.data(), index, value);
    return this;
  }

  /**
   * A copy with every matrix a moved by amount · u vᵀ and some noise, u and v fixed by its name.
   */
  SmallModel moved(double amount, double noise, long seed) {
    SmallModel moved = copy();
    Random random = new Random(seed);
    for (Tensor tensor : moved.tensors.values()) {
      move(tensor, tensor.isMatrix() ? amount : 0, noise, random);
    }
    return moved;
  }

  private static void move(Tensor tensor, double amount, double noise, Random random) {
    Random fixed = new Random(tensor.name().hashCode());
    int columns = Math.toIntExact(tensor.shape().getLast());
    int rows = Math.toIntExact(tensor.size() / columns);
    double[] u = fixed.doubles(rows, -1, 1).toArray();
    double[] v = fixed.doubles(columns, -1, 1).toArray();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        long at = (long) i * columns + j;
        double value = tensor.get(at) + amount * u[i] * v[j] + noise * random.nextGaussian();
        Elements.set(tensor.dtype(), tensor.data(), at, value);
      }
    }
  }

  /** An independent copy. */
  SmallModel copy() {
    SmallModel copy = new SmallModel();
    copy.config = config;
    for (Tensor tensor : tensors.values()) {
      Tensor same = zeros(tensor.name(), tensor.dtype(), sizes(tensor));
      same.data().copyFrom(tensor.data());
      copy.tensors.put(tensor.name(), same);
    }
    return copy;
  }

  private static long[] sizes(Tensor tensor) {
    return tensor.shape().stream().mapToLong(Long::longValue).toArray();
  }

  private static Tensor zeros(String name, Dtype dtype, long... shape) {
    int bytes = dtype.bytes();
    for (long size : shape) {
      bytes *= Math.toIntExact(size);
    }
    return Tensor.of(name, dtype, MemorySegment.ofArray(new byte[bytes]), shape);
  }

  /** Writes a model directory with one file of weights. */
  Path write(Path directory) {
    companions(directory);
    weights(directory.resolve("model.safetensors"), tensors.values());
    return directory;
  }

  /** Writes a model directory with two shards and an index. */
  Path writeSharded(Path directory) {
    companions(directory);
    List<Tensor> all = List.copyOf(tensors.values());
    List<String> names =
        List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
    List<List<Tensor>> shards =
        List.of(all.subList(0, all.size() / 2), all.subList(all.size() / 2, all.size()));
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      weights(directory.resolve(names.get(i)), shards.get(i));
      for (Tensor tensor : shards.get(i)) {
        entries.add("\"" + tensor.name() + "\": \"" + names.get(i) + "\"");
      }
    }
    text(
        directory.resolve("model.safetensors.index.json"),
        "{\"metadata\": {}, \"weight_map\": {" + String.join(",\n", entries) + "}}");
    return directory;
  }

  private void companions(Path directory) {
    text(directory.resolve("config.json"), config);
    text(directory.resolve("tokenizer.json"), "{}");
  }

  private static void weights(Path file, Collection<Tensor> tensors) {
    SafetensorsWriter.write(file, tensors.stream().map(TensorSource::copyOf).toList());
  }

  /** Writes a text file and the directories around it. */
  static Path text(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a safetensors file with this header and so many bytes of data. */
  static byte[] raw(String header, int data) {
    byte[] json = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return java.nio.ByteBuffer.allocate(8 + json.length + data)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  /** Its tensors by name. */
  Map<String, Tensor> byName() {
    return tensors;
  }
}
