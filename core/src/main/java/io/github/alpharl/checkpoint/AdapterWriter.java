package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ModuleTable;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes low-rank updates as a LoRA adapter that PEFT and vLLM load: B = √σ·u, A = √σ·vᵀ, and
 * lora_alpha = r, so that the scaling is 1; only the products of an update count. Matrices that {@code target_modules} also names get
 * zeros, so that loaders find no missing keys.
 *
 * @param base the model that the adapter belongs to
 * @param disk where to write
 * @param dtype the type of the factors; empty for that of each base matrix
 */
public record AdapterWriter(HfCheckpoint base, Disk disk, Optional<Dtype> dtype) {

  private static final long SLACK_BYTES = 1 << 20;

  /** A writer of factors in the base's types. */
  public AdapterWriter(HfCheckpoint base) {
    this(base, Disk.system(), Optional.empty());
  }

  /** True if an adapter can carry an update of {@code tensor}: a floating-point matrix. */
  public static boolean canCarry(Tensor tensor) {
    return tensor.isMatrix() && tensor.dtype().isFloat() && tensor.name().endsWith(".weight");
  }

  /**
   * Writes {@code target}.
   *
   * @param baseName what {@code base_model_name_or_path} shall say
   * @param readme the README.md, in which the caller names what the adapter cannot carry
   * @throws UsageException if an update is of no tensor that an adapter can carry
   * @throws EnvironmentException if the target is not usable or the disk refuses
   */
  public void write(
      Path target, String baseName, Collection<Update> updates, String readme) {
    NavigableMap<String, Update> byName = byName(updates);
    List<String> targets = targets(byName);
    boolean inFirst = byName.keySet().stream().allMatch(this::isInFirst);
    int rank = byName.values().stream().mapToInt(update -> update.left().length).max().orElse(1);
    List<TensorSource> sources = sources(byName, rank);
    long bytes = sources.stream().mapToLong(TensorSource::bytes).sum() + SLACK_BYTES;
    AtomicDirectory.requireUsable(target, bytes, base.directory());
    AtomicDirectory.write(
        disk,
        target,
        directory -> {
          text(directory.resolve(LoraConfig.NAME), Json.write(config(baseName, rank, targets, inFirst)));
          text(directory.resolve("README.md"), readme.stripTrailing() + "\n");
          disk.write(
              directory.resolve(LoraAdapter.WEIGHTS),
              SafetensorsWriter.content(
                  target.resolve(LoraAdapter.WEIGHTS), sources, SafetensorsWriter.METADATA));
        });
  }

  private NavigableMap<String, Update> byName(Collection<Update> updates) {
    NavigableMap<String, Update> result = new TreeMap<>(NaturalOrder.INSTANCE);
    for (Update update : updates) {
      int bracket = update.module().indexOf('[');
      if (bracket > 0 && !base.tensors().containsKey(update.module())) {
        throw UsageException.of(
            "'%s' is one expert of a stack, which a LoRA adapter cannot update by itself; write a"
                + " full checkpoint instead",
            update.module());
      }
      Tensor tensor = base.tensor(update.module());
      if (!canCarry(tensor)) {
        throw UsageException.of(
            "'%s' (%s %s) cannot be updated by a LoRA adapter; write a full checkpoint instead",
            tensor.name(), tensor.dtype(), tensor.shape());
      }
      result.put(update.module(), update);
    }
    if (result.isEmpty()) {
      throw UsageException.of("there is no update to write as an adapter");
    }
    return result;
  }

  /**
   * The short names, such as {@code q_proj}, and in {@code updates} a zero update for every further
   * matrix they match; full paths where a short name also matches what is no matrix.
   */
  private List<String> targets(NavigableMap<String, Update> updates) {
    List<String> names =
        updates.keySet().stream().map(AdapterWriter::shortName).distinct().sorted().toList();
    List<Tensor> matched =
        base.tensors().values().stream().filter(t -> names.contains(shortName(t.name()))).toList();
    if (!matched.stream().allMatch(AdapterWriter::canCarry)) {
      return updates.keySet().stream().map(AdapterWriter::module).toList();
    }
    for (Tensor tensor : matched) {
      updates.putIfAbsent(tensor.name(), none(tensor.name()));
    }
    return names;
  }

  private static Update none(String name) {
    return Update.products(name, new double[0][], new float[0][]);
  }

  private List<TensorSource> sources(NavigableMap<String, Update> updates, int rank) {
    List<TensorSource> sources = new ArrayList<>();
    for (Update stored : updates.values()) {
      Tensor matrix = base.tensor(stored.module());
      Dtype type = dtype.orElse(matrix.dtype());
      String key = LoraAdapter.KEY_PREFIX + module(matrix.name());
      boolean inFirst = isInFirst(matrix.name());
      Update update = inFirst ? turned(stored) : stored;
      long rows = inFirst ? matrix.shape().getLast() : matrix.shape().getFirst();
      long columns = inFirst ? matrix.shape().getFirst() : matrix.shape().getLast();
      sources.add(
          new TensorSource(
              key + ".lora_A.weight",
              type,
              List.of((long) rank, columns),
              sink -> sink.write(a(update, type, rank, (int) columns))));
      sources.add(
          new TensorSource(
              key + ".lora_B.weight",
              type,
              List.of(rows, (long) rank),
              sink -> sink.write(b(update, type, rank, (int) rows))));
    }
    return sources;
  }

  /** True for a matrix that is stored as in-features × out-features; A always has in-features. */
  private boolean isInFirst(String name) {
    return ModuleTable.STANDARD.isInFirst(base.config().modelType(), name);
  }

  private static Update turned(Update update) {
    double[][] left = new double[update.left().length][];
    float[][] right = new float[left.length][];
    for (int k = 0; k < left.length; k++) {
      left[k] = Vectors.scaled(1, update.right()[k]);
      right[k] = Vectors.rounded(update.left()[k]);
    }
    return Update.products(update.module(), left, right);
  }

  /** √σₖ·vₖ in row k, σₖ being ‖leftₖ‖·‖rightₖ‖ and vₖ the direction of rightₖ. */
  private static MemorySegment a(Update update, Dtype type, int rank, int columns) {
    MemorySegment data = zeros(type, rank, columns);
    for (int k = 0; k < update.left().length; k++) {
      double[] right = Vectors.scaled(1, update.right()[k]);
      double norm = Vectors.plainNorm(right);
      double scale = Math.sqrt(Vectors.plainNorm(update.left()[k]) * norm);
      requireLength(update, right.length, columns);
      for (int j = 0; j < columns; j++) {
        Elements.set(type, data, (long) k * columns + j, scale * unit(right[j], norm));
      }
    }
    return data;
  }

  /** √σₖ·uₖ in column k, uₖ being the direction of leftₖ. */
  private static MemorySegment b(Update update, Dtype type, int rank, int rows) {
    MemorySegment data = zeros(type, rows, rank);
    for (int k = 0; k < update.left().length; k++) {
      double[] left = update.left()[k];
      double norm = Vectors.plainNorm(left);
      double scale = Math.sqrt(norm * Vectors.plainNorm(Vectors.scaled(1, update.right()[k])));
      requireLength(update, left.length, rows);
      for (int j = 0; j < rows; j++) {
        Elements.set(type, data, (long) j * rank + k, scale * unit(left[j], norm));
      }
    }
    return data;
  }

  private static double unit(double entry, double norm) {
    return norm == 0 ? 0 : entry / norm;
  }

  private static MemorySegment zeros(Dtype type, long rows, long columns) {
    return MemorySegment.ofArray(new byte[Math.toIntExact(type.bytesOf(List.of(rows, columns)))]);
  }

  private static void requireLength(Update update, int found, int length) {
    if (found != length) {
      throw new IllegalArgumentException(
          update.module() + ": vector of " + found + " for an axis of " + length);
    }
  }

  private static ObjectNode config(
      String baseName, int rank, List<String> targets, boolean inFirst) {
    ObjectNode config = Json.object();
    config.putObject("alpha_pattern");
    config.put("base_model_name_or_path", baseName);
    config.put("bias", "none");
    config.put("fan_in_fan_out", inFirst);
    config.put("inference_mode", true);
    config.put("lora_alpha", rank);
    config.put("lora_dropout", 0.0);
    config.putNull("modules_to_save");
    config.put("peft_type", "LORA");
    config.put("r", rank);
    config.putObject("rank_pattern");
    config.putNull("revision");
    ArrayNode modules = config.putArray("target_modules");
    targets.forEach(modules::add);
    config.put("task_type", "CAUSAL_LM");
    config.put("use_dora", false);
    config.put("use_rslora", false);
    return config;
  }

  private void text(Path file, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    disk.write(file, sink -> sink.write(MemorySegment.ofArray(bytes)));
  }

  private static String module(String tensorName) {
    return tensorName.endsWith(".weight")
        ? tensorName.substring(0, tensorName.length() - ".weight".length())
        : tensorName;
  }

  /** The last part of a weight's module; a bias or other part of the module has another one. */
  private static String shortName(String tensorName) {
    String module = module(tensorName);
    return module.substring(module.lastIndexOf('.') + 1);
  }
}
