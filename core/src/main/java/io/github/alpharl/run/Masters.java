package io.github.alpharl.run;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.RetypedMemory;
import io.github.alpharl.safetensors.Stretches;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Weights that a trainer keeps in longer floats than its base, as float32 masters in shards: what
 * they show and what a merge into the base's type would lose.
 *
 * @param matrices how many are longer than the base's
 * @param from their type
 * @param to the base's
 * @param sampled elements that were compared with the base's
 * @param changed those that differ from it
 * @param lost those that differ and are the base's once they are rounded
 */
public record Masters(int matrices, Dtype from, Dtype to, long sampled, long changed, long lost) {

  private static final Stretches STRETCHES = new Stretches(64);

  /**
   * What {@code step}, under the names of {@code base}, has in longer floats than it, if anything;
   * nothing where it does not fit the base, as whoever subtracts them says.
   */
  public static Optional<Masters> of(StepCheckpoint step, HfCheckpoint base) {
    return step instanceof HfCheckpoint whole
        ? aligned(whole, base)
            .flatMap(model -> MappedAccess.guard(() -> compare(model, base), model, base))
        : Optional.empty();
  }

  private static Optional<HfCheckpoint> aligned(HfCheckpoint step, HfCheckpoint base) {
    try {
      return Optional.of(step.alignedTo(base));
    } catch (BadDataException different) {
      return Optional.empty();
    }
  }

  private static Optional<Masters> compare(HfCheckpoint step, HfCheckpoint base) {
    List<Tensor> before =
        base.tensors().values().stream()
            .filter(
                tensor -> tensor.isMatrix() && isLonger(step.tensors().get(tensor.name()), tensor))
            .toList();
    if (before.isEmpty()) {
      return Optional.empty();
    }
    List<Tensor> after = before.stream().map(tensor -> step.tensor(tensor.name())).toList();
    base.fetch(STRETCHES.pieces(before));
    step.fetch(STRETCHES.pieces(after));
    long[] counts = new long[3];
    for (int i = 0; i < before.size(); i++) {
      count(before.get(i), after.get(i), counts);
    }
    return Optional.of(
        new Masters(
            before.size(),
            after.getFirst().dtype(),
            before.getFirst().dtype(),
            counts[0],
            counts[1],
            counts[2]));
  }

  private static boolean isLonger(Tensor after, Tensor before) {
    return after != null
        && after.dtype().isFloat()
        && before.dtype().isFloat()
        && after.dtype().bits() > before.dtype().bits();
  }

  private static void count(Tensor before, Tensor after, long[] counts) {
    STRETCHES
        .of(before)
        .forEach(
            from -> {
              MemorySegment old = STRETCHES.stretch(before, from);
              MemorySegment now = STRETCHES.stretch(after, from);
              int length = (int) (old.byteSize() / before.dtype().bytes());
              for (int i = 0; i < length; i++) {
                double was = Elements.get(before.dtype(), old, i);
                double is = Elements.get(after.dtype(), now, i);
                counts[0]++;
                counts[1] += is != was ? 1 : 0;
                counts[2] += is != was && Elements.round(before.dtype(), is) == was ? 1 : 0;
              }
            });
  }

  /** It in words. */
  public String sentence() {
    String sizes =
        changed == 0
            ? String.format(Locale.ROOT, "none of %,d sampled elements changed", sampled)
            : String.format(
                Locale.ROOT,
                "of %,d sampled elements %,d changed, and %.1f %% of these would be the base's"
                    + " again",
                sampled,
                changed,
                100.0 * lost / changed);
    return matrices
        + " matrices are "
        + from.torchName()
        + " where the base has "
        + to.torchName()
        + ": an update below "
        + to.torchName()
        + "'s step is visible here and not in a merged folder ("
        + sizes
        + ")";
  }

  /** What is said of a run whose steps have them. */
  public String ofRun() {
    return sentence() + "; the view as " + to.torchName() + " is what a merge would leave";
  }

  /**
   * {@code step} as a merged folder would hold it: floats longer than {@code type} rounded to it
   * when they are read. An adapter, and what has no such floats, is itself.
   */
  public static StepCheckpoint as(StepCheckpoint step, Optional<Dtype> type) {
    return type.isPresent() && step instanceof HfCheckpoint model ? as(model, type.get()) : step;
  }

  private static HfCheckpoint as(HfCheckpoint model, Dtype type) {
    NavigableMap<String, Tensor> tensors = new TreeMap<>(NaturalOrder.INSTANCE);
    model
        .tensors()
        .forEach(
            (name, tensor) -> {
              boolean longer = tensor.dtype().isFloat() && tensor.dtype().bits() > type.bits();
              tensors.put(name, longer ? RetypedMemory.of(tensor, type) : tensor);
            });
    return model.view(null, tensors, Map.of(), model.tied(), List.of());
  }
}
