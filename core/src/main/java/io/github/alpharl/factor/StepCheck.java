package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightChanges;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.StepNotes;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Whether a step's weights can be those of a training, beyond being readable. */
final class StepCheck {

  private static final MemorySegment ZEROS = MemorySegment.ofArray(new byte[1 << 16]);

  private StepCheck() {}

  /**
   * Returns unless {@code step} is the base, bit for bit.
   *
   * @param factors of the step, which settle all other cases without a look
   */
  static void refuseBase(
      long step, HfCheckpoint base, StepCheckpoint checkpoint, List<ModuleFactors> factors) {
    if (factors.stream().allMatch(module -> module.norm() == 0)
        && checkpoint.alignedTo(base) instanceof HfCheckpoint model
        && MappedAccess.guard(() -> isSame(base, model), base, model)) {
      throw BadDataException.of(
              "%s: step %d is bit for bit the base %s, so that nothing of a training is in it; where a"
                  + " LoRA training was merged, the merger may have written the base's weights (its"
                  + " adapter counts, often in lora_adapter beside them), else no update reached the"
                  + " weights; move the step away, or give the folder with what was trained",
              checkpoint.directory(), step, base.directory())
          .as(Defect.MISMATCH);
    }
  }

  private static boolean isSame(HfCheckpoint base, HfCheckpoint model) {
    // The last ones first: an embedding is large, and may not have been trained.
    return base.tensors().keySet().equals(model.tensors().keySet())
        && List.copyOf(base.tensors().values()).reversed().stream()
            .allMatch(tensor -> isSame(tensor, model.tensors().get(tensor.name())));
  }

  private static boolean isSame(Tensor one, Tensor other) {
    return one.sameAs(other);
  }

  /**
   * The tensors beside the modules that the training changed, if any: of an adapter exactly, of a
   * model up to 256 MiB of them, beyond that by samples.
   *
   * @param factors of all modules
   */
  static Optional<String> beside(
      HfCheckpoint base, StepCheckpoint checkpoint, List<ModuleFactors> factors) {
    return switch (checkpoint.alignedTo(base)) {
      case LoraAdapter adapter -> adapter.changesRest() ? exact(base, adapter) : Optional.empty();
      case HfCheckpoint model -> TrainedRest.of(base, model).sentence(norm(factors));
    };
  }

  private static double norm(List<ModuleFactors> factors) {
    return Math.sqrt(factors.stream().mapToDouble(module -> module.norm() * module.norm()).sum());
  }

  private static Optional<String> exact(HfCheckpoint base, LoraAdapter adapter) {
    WeightChanges found = WeightChanges.of(base, adapter, ModulePatterns.standard());
    Map<String, Double> norms = new LinkedHashMap<>();
    found.besides().forEach(change -> norms.put(change.name(), change.norm()));
    return new TrainedRest(norms, false).sentence(WeightChanges.norm(found.modules()));
  }

  /** What to say of all steps that {@link #beside} found something in, with the last one's. */
  static Optional<String> besides(SortedMap<Long, String> found) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    boolean one = found.size() == 1;
    return Optional.of(
        "%s %s: what was trained beside the modules is not decomposed, %s%s"
            .formatted(
                one ? "step" : "steps",
                StepNotes.shown(found.keySet()),
                one ? "" : "at step " + found.lastKey() + " ",
                found.get(found.lastKey())));
  }

  /** What to say of matrices that are nothing but zeros, and not so in the base. */
  static Optional<String> zeros(
      HfCheckpoint base, StepCheckpoint checkpoint, List<ModuleId> modules) {
    if (!(checkpoint.alignedTo(base) instanceof HfCheckpoint model)) {
      return Optional.empty();
    }
    List<String> zeros =
        MappedAccess.guard(
            () ->
                modules.stream()
                    .filter(module -> isZero(module.slice(model)))
                    .filter(module -> !isZero(module.slice(base)))
                    .map(ModuleId::name)
                    .toList(),
            base,
            model);
    return zeros.isEmpty()
        ? Optional.empty()
        : Optional.of(
            zeros.size()
                + " of "
                + modules.size()
                + (zeros.size() == 1 ? " matrices is" : " matrices are")
                + " nothing but zeros in "
                + checkpoint.directory()
                + " ("
                + Wording.firstFive(zeros)
                + "): the file is damaged, or was saved without its weights; move the step away");
  }

  /** Ends at the first piece with a weight that is none, which is nearly always the first. */
  private static boolean isZero(Tensor tensor) {
    for (long at = 0; at < tensor.bytes(); at += ZEROS.byteSize()) {
      long length = Math.min(ZEROS.byteSize(), tensor.bytes() - at);
      MemorySegment data = tensor.memory().range(at, at + length, Tensor.onHeap());
      if (MemorySegment.mismatch(data, 0, length, ZEROS, 0, length) >= 0) {
        return false;
      }
    }
    return true;
  }
}
