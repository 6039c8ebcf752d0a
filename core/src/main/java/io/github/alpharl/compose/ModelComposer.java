package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.AdapterWriter;
import io.github.alpharl.checkpoint.CheckpointWriter;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LowRankUpdate;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a model whose modules are changed and whose rest comes from one place.
 *
 * @param base the model that names, types, shapes and companion files come from
 * @param steps the checkpoints that the changes' weights are of; a change may have none
 * @param changes at most one for each module; modules without one stay as in the base
 * @param rest everything that is no module
 */
public record ModelComposer(
    HfCheckpoint base, List<HfCheckpoint> steps, List<ModuleChange> changes, Rest rest) {

  /** Checks that the weights are of these steps. */
  public ModelComposer {
    steps = List.copyOf(steps);
    changes = List.copyOf(changes);
    for (ModuleChange change : changes) {
      if (change.weights().length != 0 && change.weights().length != steps.size()) {
        throw new IllegalArgumentException(
            change.module().name()
                + ": "
                + change.weights().length
                + " weights for "
                + steps.size()
                + " steps");
      }
    }
  }

  /**
   * Writes a full checkpoint into {@code target}.
   *
   * @param modules the tensors that hold modules; all others are the rest
   * @return what the user should know about it
   */
  public List<String> writeCheckpoint(Path target, Set<String> modules) {
    Map<String, List<ModuleChange>> byTensor = byTensor();
    return new CheckpointWriter(base)
        .write(
            target,
            tensor ->
                modules.contains(tensor.name())
                    ? patched(tensor, byTensor.getOrDefault(tensor.name(), List.of()))
                    : rest.content(tensor),
            sources());
  }

  private List<HfCheckpoint> sources() {
    return Stream.concat(steps.stream(), rest.sources().stream()).distinct().toList();
  }

  private Map<String, List<ModuleChange>> byTensor() {
    return changes.stream().collect(Collectors.groupingBy(change -> change.module().tensorName()));
  }

  private TensorContent patched(Tensor tensor, List<ModuleChange> changed) {
    if (changed.isEmpty()) {
      return TensorContent.of(tensor.data());
    }
    if (tensor.isMatrix()) {
      return patched(tensor, changed.getFirst());
    }
    return experts(tensor, changed);
  }

  /** (1 − Σ weights)·W₀ + Σ weights·W_t; what has no weight is not read. */
  private TensorContent patched(Tensor tensor, ModuleChange change) {
    List<Tensor> matrices = new ArrayList<>();
    List<Double> factors = new ArrayList<>();
    double ofBase = 1;
    for (int t = 0; t < change.weights().length; t++) {
      double weight = change.weights()[t];
      if (weight != 0) {
        matrices.add(change.module().slice(steps.get(t)));
        factors.add(weight);
        ofBase -= weight;
      }
    }
    if (ofBase != 0) {
      matrices.add(change.module().slice(base));
      factors.add(ofBase);
    }
    return new Mix(
        matrices,
        factors.stream().mapToDouble(Double::doubleValue).toArray(),
        tensor.dtype(),
        change.left(),
        change.right());
  }

  /** The slices of a three-dimensional tensor. */
  private TensorContent experts(Tensor tensor, List<ModuleChange> changed) {
    Map<Integer, ModuleChange> byExpert = new HashMap<>();
    changed.forEach(change -> byExpert.put(change.module().expert(), change));
    long slice = tensor.data().byteSize() / tensor.shape().getFirst();
    List<TensorContent> slices = new ArrayList<>();
    for (int expert = 0; expert < tensor.shape().getFirst(); expert++) {
      ModuleChange change = byExpert.get(expert);
      slices.add(
          change == null
              ? TensorContent.of(tensor.data().asSlice(expert * slice, slice))
              : patched(tensor, change));
    }
    return new Joined(slices);
  }

  /** Contents one after the other. */
  private record Joined(List<TensorContent> parts) implements TensorContent {

    @Override
    public void writeTo(ByteSink sink) throws IOException {
      for (TensorContent part : parts) {
        part.writeTo(sink);
      }
    }

    @Override
    public List<MemorySegment> reads() {
      return parts.stream().flatMap(part -> part.reads().stream()).toList();
    }
  }

  /**
   * Writes the changes as a LoRA adapter into {@code target}.
   *
   * @param baseName what the adapter's config names as its base model
   * @param what one sentence for the adapter's README.md
   * @param dtype the factors' type; empty for that of the base
   * @return what the adapter cannot carry
   * @throws UsageException if a change is not of low rank, or is of no plain matrix
   */
  public Lost writeAdapter(
      Path target, String baseName, String what, Optional<Dtype> dtype, Set<String> modules) {
    List<LowRankUpdate> updates = new ArrayList<>();
    for (ModuleChange change : changes) {
      if (!change.isLowRank()) {
        throw UsageException.of(
            "a LoRA adapter carries low-rank changes of the base only; this model keeps all"
                + " subspaces of observed full checkpoints, so write a full checkpoint instead");
      }
      updates.add(update(change));
    }
    Lost lost = MappedAccess.guard(() -> lost(modules), sources().toArray(StepCheckpoint[]::new));
    new AdapterWriter(base, Disk.system(), dtype)
        .write(target, baseName, updates, what + "\n\n" + lost.sentence() + "\n");
    return lost;
  }

  /** left_k · right_kᵀ as σ u vᵀ with unit vectors. */
  private static LowRankUpdate update(ModuleChange change) {
    int rank = change.left().length;
    double[] sigma = new double[rank];
    double[][] u = new double[rank][];
    double[][] v = new double[rank][];
    for (int k = 0; k < rank; k++) {
      double leftNorm = norm(change.left()[k]);
      double[] right = widened(change.right()[k]);
      double rightNorm = norm(right);
      sigma[k] = leftNorm * rightNorm;
      u[k] = divided(change.left()[k], leftNorm);
      v[k] = divided(right, rightNorm);
    }
    return new LowRankUpdate(change.module().name(), sigma, u, v);
  }

  private static double norm(double[] a) {
    double squares = 0;
    for (double x : a) {
      squares += x * x;
    }
    return Math.sqrt(squares);
  }

  private static double[] widened(float[] a) {
    double[] wide = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      wide[i] = a[i];
    }
    return wide;
  }

  private static double[] divided(double[] a, double norm) {
    double[] unit = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      unit[i] = norm == 0 ? 0 : a[i] / norm;
    }
    return unit;
  }

  private Lost lost(Set<String> modules) {
    Map<String, Double> distances = new TreeMap<>();
    for (Tensor tensor : base.tensors().values()) {
      double distance = modules.contains(tensor.name()) ? 0 : rest.distance(tensor);
      if (distance > 0) {
        distances.put(tensor.name(), distance);
      }
    }
    return Lost.of(distances, changes.stream().map(ModuleChange::norm).toList());
  }

  /**
   * The part of a model that an adapter leaves out.
   *
   * @param tensors ‖W − W₀‖ of each tensor of the rest that differs from the base
   * @param norm of all of them together
   * @param carriedNorm of the changes in the adapter
   */
  public record Lost(Map<String, Double> tensors, double norm, double carriedNorm) {

    static Lost of(Map<String, Double> tensors, Collection<Double> carried) {
      return new Lost(Map.copyOf(tensors), length(tensors.values()), length(carried));
    }

    private static double length(Collection<Double> norms) {
      return Math.sqrt(norms.stream().mapToDouble(norm -> norm * norm).sum());
    }

    /** It in words. */
    public String sentence() {
      if (tensors.isEmpty()) {
        return "Nothing is lost: all tensors that are no modules are those of the base.";
      }
      String first =
          String.join(", ", tensors.keySet().stream().sorted().limit(3).toList())
              + (tensors.size() > 3 ? ", …" : "");
      return String.format(
          java.util.Locale.ROOT,
          "An adapter cannot carry the change of %d tensors (%s), ‖Δ‖ = %.4g beside ‖Δ‖ = %.4g that"
              + " it carries; write a full checkpoint to keep them.",
          tensors.size(),
          first,
          norm,
          carriedNorm);
    }
  }
}
