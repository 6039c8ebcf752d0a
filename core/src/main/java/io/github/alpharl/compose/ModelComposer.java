package io.github.alpharl.compose;

import io.github.alpharl.adapter.AdapterWriter;
import io.github.alpharl.checkpoint.CheckpointWriter;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint.Change;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a model whose modules are updated and whose rest comes from one place. Which tensors hold
 * modules it finds in the base itself.
 */
public final class ModelComposer {

  private final HfCheckpoint base;
  private final List<StepCheckpoint> steps;
  private final Map<String, Update> updates = new LinkedHashMap<>();
  private final Map<String, List<ModuleId>> modules;
  private final Rest rest;

  /** {@code base} as it is. */
  public static ModelComposer unchanged(HfCheckpoint base) {
    return new ModelComposer(base, List.of(), List.of(), new Rest.Base());
  }

  /**
   * A composer.
   *
   * @param base the model that names, types, shapes and companion files come from
   * @param steps the checkpoints that the updates' weights are of (T), full models or adapters
   * @param updates at most one for each module, over {@code steps} or over none; modules without
   *     one stay as in the base
   * @param rest everything that is no module
   * @throws IllegalArgumentException if an update is of no module of the base, or over other steps
   */
  public ModelComposer(
      HfCheckpoint base, List<? extends StepCheckpoint> steps, List<Update> updates, Rest rest) {
    this.base = base;
    this.steps = List.copyOf(steps);
    this.rest = rest;
    List<ModuleId> found = ModulePatterns.standard().modules(base);
    this.modules = found.stream().collect(Collectors.groupingBy(ModuleId::tensorName));
    Map<String, ModuleId> byName =
        found.stream().collect(Collectors.toMap(ModuleId::name, Function.identity()));
    updates.forEach(update -> add(update, byName));
  }

  private void add(Update update, Map<String, ModuleId> known) {
    if (!known.containsKey(update.module())) {
      throw new IllegalArgumentException(update.module() + ": is no module of " + base.directory());
    }
    if (update.weights().length != 0 && update.weights().length != steps.size()) {
      throw new IllegalArgumentException(
          update.module()
              + ": "
              + update.weights().length
              + " weights for "
              + steps.size()
              + " steps");
    }
    updates.put(update.module(), update);
  }

  /** The model that names, types and shapes come from. */
  public HfCheckpoint base() {
    return base;
  }

  /** What to say of modules without an update; empty if all have one. */
  public Optional<String> unchangedNote() {
    List<String> all =
        modules.values().stream().flatMap(List::stream).map(ModuleId::name).sorted().toList();
    List<String> without = all.stream().filter(name -> !updates.containsKey(name)).toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%d of %d modules are given no update and stay as in the base: %s"
                .formatted(without.size(), all.size(), Wording.firstFive(without)));
  }

  /**
   * What a full checkpoint of this model leaves of the training beside the modules, if anything.
   */
  public Optional<String> leftNote() {
    if (!(rest instanceof Rest.Left)) {
      return Optional.empty();
    }
    LostChange lost =
        MappedAccess.guard(() -> lost(List.of()), sources().toArray(StepCheckpoint[]::new));
    return lost.tensors().isEmpty() ? Optional.empty() : Optional.of(lost.left());
  }

  /**
   * Writes a full checkpoint into {@code target}.
   *
   * @return what the user should know about it
   */
  public List<String> writeCheckpoint(Path target) {
    return new CheckpointWriter(base)
        .write(target, tensor -> content(tensor, tensor.dtype()), sources(), rest.companions(base));
  }

  /**
   * Like {@link #writeCheckpoint(Path)}, in the type that {@code types} gives for the base's: what
   * an update changed is rounded once, to that.
   */
  public List<String> writeCheckpoint(Path target, UnaryOperator<Dtype> types) {
    return new CheckpointWriter(base, Disk.system(), CheckpointWriter.SHARD_BYTES, types)
        .write(
            target,
            tensor -> in(tensor, types.apply(tensor.dtype())),
            sources(),
            rest.companions(base));
  }

  /** Like {@link #writeCheckpoint(Path)}, in float32 wherever the base has a shorter float type. */
  public void writePrecise(Path target) {
    CheckpointWriter writer = CheckpointWriter.precise(base);
    writer.write(
        target, tensor -> content(tensor, writer.types().apply(tensor.dtype())), sources());
  }

  private TensorContent in(Tensor tensor, Dtype dtype) {
    return modules.containsKey(tensor.name())
        ? content(tensor, dtype)
        : rest.content(tensor, dtype);
  }

  /** What is written for a tensor of the base, in the type {@code dtype}. */
  private TensorContent content(Tensor tensor, Dtype dtype) {
    List<ModuleId> held = modules.get(tensor.name());
    if (held == null) {
      return dtype == tensor.dtype() ? rest.content(tensor) : RowContent.as(tensor, dtype);
    }
    if (tensor.isMatrix()) {
      return updates.containsKey(tensor.name())
          ? updated(held.getFirst(), dtype)
          : RowContent.as(tensor, dtype);
    }
    return experts(tensor, held, dtype);
  }

  /** Those whose weights are read: where some weight counts. */
  private List<StepCheckpoint> sources() {
    return Stream.concat(
            IntStream.range(0, steps.size()).filter(this::counts).mapToObj(steps::get),
            rest.sources().stream())
        .distinct()
        .toList();
  }

  private boolean counts(int t) {
    return updates.values().stream()
        .anyMatch(update -> update.weights().length != 0 && update.weights()[t] != 0);
  }

  /** W₀ + Σ weights·(W_t − W₀); what has no weight is not read. */
  private TensorContent updated(ModuleId module, Dtype dtype) {
    Update update = flattened(updates.get(module.name()));
    WeightedSum sum = new WeightedSum(module.slice(base));
    for (int t = 0; t < update.weights().length; t++) {
      double weight = update.weights()[t];
      if (weight != 0 && change(t, module.name()) instanceof Change.Whole whole) {
        sum.add(whole.after(), weight);
      }
    }
    return sum.mix(dtype, update);
  }

  /** With the updates of adapters as products: weights of full checkpoints stay weights. */
  private Update flattened(Update update) {
    Update flat = update;
    double[] weights = update.weights().clone();
    for (int t = 0; t < weights.length; t++) {
      switch (weights[t] == 0 ? new Change.None() : change(t, update.module())) {
        case Change.None _ -> weights[t] = 0;
        case Change.Product product -> {
          flat = Products.plus(flat, product.factors(), weights[t]);
          weights[t] = 0;
        }
        case Change.Whole _ -> {} // stays a weight
      }
    }
    return flat.over(weights);
  }

  private Change change(int t, String module) {
    return steps.get(t).updateOf(base, module);
  }

  /** The slices of a three-dimensional tensor. */
  private TensorContent experts(Tensor tensor, List<ModuleId> held, Dtype dtype) {
    Map<Integer, ModuleId> byExpert = new HashMap<>();
    held.stream()
        .filter(module -> updates.containsKey(module.name()))
        .forEach(module -> byExpert.put(module.expert(), module));
    if (byExpert.isEmpty()) {
      return RowContent.as(tensor, dtype);
    }
    List<TensorContent> slices = new ArrayList<>();
    for (int expert = 0; expert < tensor.shape().getFirst(); expert++) {
      ModuleId module = byExpert.get(expert);
      slices.add(
          module == null
              ? RowContent.as(tensor.matrix(tensor.name(), expert), dtype)
              : updated(module, dtype));
    }
    return new JoinedContent(slices);
  }

  /**
   * Writes the updates as a LoRA adapter into {@code target}.
   *
   * @param baseName what the adapter's config names as its base model
   * @param what one sentence for the adapter's README.md
   * @param dtype the factors' type; empty for that of the base
   * @return what the adapter cannot carry
   * @throws UsageException if an update is not of low rank, or is of no plain matrix
   */
  public LostChange writeAdapter(Path target, String baseName, String what, Optional<Dtype> dtype) {
    List<Update> carried = updates.values().stream().map(this::flattened).toList();
    if (!carried.stream().allMatch(Update::isLowRank)) {
      throw UsageException.of(
              "a LoRA adapter carries low-rank changes of the base only; this model keeps all"
                  + " subspaces of observed steps that are whole models or DoRA, so name a rank to cut"
                  + " it to, or write a full checkpoint instead")
          .by(Setting.RANK);
    }
    LostChange lost =
        MappedAccess.guard(() -> lost(carried), sources().toArray(StepCheckpoint[]::new));
    new AdapterWriter(base, Disk.system(), dtype)
        .write(target, baseName, applied(carried), what + "\n\n" + lost.sentence() + "\n");
    return lost;
  }

  /**
   * Writes {@code cut}, a part of this model's update, as a LoRA adapter into {@code target}.
   *
   * @param cutSentence what the cut keeps and loses of the modules
   * @return what the adapter cannot carry of everything else
   */
  public LostChange writeAdapter(
      Path target,
      String baseName,
      String what,
      Optional<Dtype> dtype,
      List<Update> cut,
      String cutSentence) {
    LostChange lost = MappedAccess.guard(() -> lost(cut), sources().toArray(StepCheckpoint[]::new));
    new AdapterWriter(base, Disk.system(), dtype)
        .write(
            target,
            baseName,
            applied(cut),
            what + "\n\n" + cutSentence + "\n\n" + lost.sentence() + "\n");
    return lost;
  }

  private List<Update> applied(List<Update> updates) {
    return updates.stream().filter(u -> AdapterWriter.isApplied(base, u.module())).toList();
  }

  private LostChange lost(List<Update> updates) {
    Map<String, Double> distances = new TreeMap<>();
    for (Tensor tensor : base.tensors().values()) {
      double distance = modules.containsKey(tensor.name()) ? 0 : rest.distance(tensor);
      if (distance > 0) {
        distances.put(tensor.name(), distance);
      }
    }
    return LostChange.of(base, distances, updates);
  }
}
