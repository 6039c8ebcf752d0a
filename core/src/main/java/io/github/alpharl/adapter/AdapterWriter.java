package io.github.alpharl.adapter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.update.Update;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes low-rank updates as a LoRA adapter that PEFT and vLLM load: B = √σ·u, A = √σ·vᵀ, and
 * lora_alpha = r, so that the scaling is 1; only the products of an update count. Experts in stacks
 * are named in {@code target_parameters}, which PEFT with transformers 5 applies.
 *
 * @param base the model that the adapter belongs to
 * @param disk where to write
 * @param dtype the type of the factors; empty for that of each base matrix
 */
public record AdapterWriter(HfCheckpoint base, Disk disk, Optional<Dtype> dtype) {

  private static final long SLACK_BYTES = 1 << 20;

  private static final List<String> MAMBA =
      List.of("falcon_h1", "mamba", "mamba2", "falcon_mamba", "nemotron_h");

  /** A writer of factors in the base's types. */
  public AdapterWriter(HfCheckpoint base) {
    this(base, Disk.system(), Optional.empty());
  }

  /**
   * True if loaders apply an adapter to {@code module} of {@code base}. PEFT refuses, and vLLM
   * passes over, the out_proj of Mamba, which its kernels read past the layer (PEFT 0.21, {@code
   * _check_lora_target_modules_mamba}). Factors of Nemotron-H's experts are lost on the way into
   * their stacks, those of Laguna's shared experts by a renaming. A matrix that is a parameter of its own, as {@code in_proj_weight} is, belongs to
   * no module that an adapter can be put around.
   */
  public static boolean isApplied(HfCheckpoint base, String module) {
    String type = base.config().modelType();
    boolean ofMamba = MAMBA.contains(type) && shortName(module).equals("out_proj");
    boolean renamed =
        (type.equals("nemotron_h") && module.contains(".experts."))
            || (type.equals("laguna") && module.contains(".shared_expert."));
    Tensor own = base.tensors().get(module);
    boolean fits =
        own == null
            ? module.indexOf('[') < 0
                || module.contains(".experts.")
                || module.contains(".weight[")
            : canCarry(own) || own.shape().size() > 2;
    return fits && !ofMamba && !renamed;
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
  public void write(Path target, String baseName, Collection<Update> updates, String readme) {
    AdapterTargets targets =
        new AdapterTargets(base, new TreeMap<>(NaturalOrder.INSTANCE), updates);
    boolean inFirst =
        targets.stacks().isEmpty()
            && targets.matrices().keySet().stream().allMatch(this::isInFirst);
    int rank = rank(targets);
    List<TensorSource> sources = sources(targets, rank);
    long bytes = sources.stream().mapToLong(TensorSource::bytes).sum() + SLACK_BYTES;
    AtomicDirectory.requireUsable(target, bytes, base.directory());
    AtomicDirectory.write(
        disk,
        target,
        directory -> {
          text(
              directory.resolve(LoraConfig.NAME),
              Json.write(config(baseName, rank, targets, inFirst)));
          text(directory.resolve("README.md"), readme.stripTrailing() + "\n");
          disk.write(
              directory.resolve(LoraAdapter.WEIGHTS),
              SafetensorsWriter.content(
                  target.resolve(LoraAdapter.WEIGHTS), sources, SafetensorsWriter.METADATA));
        });
  }

  private List<TensorSource> sources(AdapterTargets targets, int rank) {
    List<TensorSource> sources = new ArrayList<>();
    for (Update update : targets.matrices().values()) {
      Tensor matrix = base.tensor(update.module());
      FactorMatrices stored = new FactorMatrices(update, dtype.orElse(matrix.dtype()));
      boolean inFirst = isInFirst(matrix.name());
      FactorMatrices factors = inFirst ? stored.turned() : stored;
      long rows = inFirst ? matrix.shape().getLast() : matrix.shape().getFirst();
      long columns = inFirst ? matrix.shape().getFirst() : matrix.shape().getLast();
      String name = ModuleTable.STANDARD.loaded(base.config().modelType(), matrix.name());
      sources.addAll(sources(name, factors, rows, columns, rank));
    }
    targets
        .stacks()
        .forEach(stack -> sources.addAll(stack.sources(dtype.orElse(stack.stack().dtype()), rank)));
    return sources;
  }

  private static List<TensorSource> sources(
      String name, FactorMatrices factors, long rows, long columns, int rank) {
    Dtype type = factors.type();
    String key = LoraAdapter.KEY_PREFIX + ModuleTable.withoutWeight(name);
    return List.of(
        new TensorSource(
            key + ".lora_A.weight",
            type,
            List.of((long) rank, columns),
            sink -> {
              MemorySegment data = FactorMatrices.zeros(type, rank, columns);
              factors.fillA(data, 0, columns);
              sink.write(data);
            }),
        new TensorSource(
            key + ".lora_B.weight",
            type,
            List.of(rows, (long) rank),
            sink -> {
              MemorySegment data = FactorMatrices.zeros(type, rows, rank);
              factors.fillB(data, rows, rank, 0, 1);
              sink.write(data);
            }));
  }

  private static int rank(AdapterTargets targets) {
    int ofMatrices =
        targets.matrices().values().stream().mapToInt(u -> u.left().length).max().orElse(0);
    int ofStacks = targets.stacks().stream().mapToInt(ExpertStack::rank).max().orElse(0);
    return Math.max(1, Math.max(ofMatrices, ofStacks));
  }

  /** True for a matrix that is stored as in-features × out-features; A always has in-features. */
  private boolean isInFirst(String name) {
    return ModuleTable.STANDARD.isInFirst(base.config().modelType(), name);
  }

  private static ObjectNode config(
      String baseName, int rank, AdapterTargets targets, boolean inFirst) {
    ObjectNode config = Json.object();
    ObjectNode alphas = config.putObject("alpha_pattern");
    config.put("base_model_name_or_path", baseName);
    config.put("bias", "none");
    config.put("fan_in_fan_out", inFirst);
    config.put("inference_mode", true);
    config.put("lora_alpha", rank);
    config.put("lora_dropout", 0.0);
    config.putNull("modules_to_save");
    config.put("peft_type", "LORA");
    config.put("r", rank);
    ObjectNode ranks = config.putObject("rank_pattern");
    targets.fused().ifPresent(pattern -> ranks.put(pattern, 2 * rank));
    targets.fused().ifPresent(pattern -> alphas.put(pattern, 2 * rank));
    config.putNull("revision");
    ArrayNode modules = config.putArray("target_modules");
    targets.modules().forEach(modules::add);
    if (!targets.parameters().isEmpty()) {
      ArrayNode parameters = config.putArray("target_parameters");
      targets.parameters().forEach(parameters::add);
    }
    config.put("task_type", "CAUSAL_LM");
    config.put("use_dora", false);
    config.put("use_rslora", false);
    return config;
  }

  private void text(Path file, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    disk.write(file, sink -> sink.write(MemorySegment.ofArray(bytes)));
  }

  /** The last part of a weight's module; a bias or other part of the module has another one. */
  static String shortName(String tensorName) {
    String module = ModuleTable.withoutWeight(tensorName);
    return module.substring(module.lastIndexOf('.') + 1);
  }
}
