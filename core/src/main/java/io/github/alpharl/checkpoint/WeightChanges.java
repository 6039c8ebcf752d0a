package io.github.alpharl.checkpoint;

import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.Residency;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.WeightPair;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which weights a step has changed, and which of them are modules: what is analysed and what is
 * not. Both checkpoints are read once, some hundred thousand numbers at a time.
 *
 * @param weights how many tensors the base has
 * @param changed those that differ from the base, by their names; a base of a longer type is
 *     rounded to the step's first
 */
public record WeightChanges(int weights, List<Changed> changed) {

  private static final int CHUNK = 1 << 16;

  /**
   * One tensor that changed.
   *
   * @param norm ‖W − W₀‖
   * @param whyNoModule why it is no module, such as "an embedding"; empty if it is one, or holds
   *     some
   */
  public record Changed(String name, double norm, Optional<String> whyNoModule) {}

  /** Copies the list. */
  public WeightChanges {
    changed = List.copyOf(changed);
  }

  /** Compares all of {@code step} with {@code base}, on all cores. */
  public static WeightChanges of(HfCheckpoint base, StepCheckpoint step, ModulePatterns patterns) {
    return MappedAccess.guard(() -> compare(base, step.alignedTo(base), patterns), base, step);
  }

  private static WeightChanges compare(
      HfCheckpoint base, StepCheckpoint step, ModulePatterns patterns) {
    List<Changed> changed =
        step.changed(base).parallelStream()
            .map(base::tensor)
            .map(
                tensor ->
                    new Changed(
                        tensor.name(), norm(base, step, tensor), patterns.whyNot(base, tensor)))
            .filter(change -> change.norm() != 0)
            .toList();
    return new WeightChanges(base.tensors().size(), changed);
  }

  private static double norm(HfCheckpoint base, StepCheckpoint step, Tensor before) {
    return switch (step.updateOf(base, before.name())) {
      case StepCheckpoint.Change.None _ -> 0;
      case StepCheckpoint.Change.Product product -> norm(new UpdateRows.Product(product.factors()));
      case StepCheckpoint.Change.Whole whole -> distanceOnce(before, whole.after());
    };
  }

  /** Neither is read again. */
  private static double distanceOnce(Tensor before, Tensor after) {
    double distance = distance(before, after);
    Residency.release(before.memory().pieces());
    Residency.release(after.memory().pieces());
    return distance;
  }

  private static double norm(UpdateRows rows) {
    double[] row = new double[rows.columns()];
    double squares = 0;
    for (int i = 0; i < rows.rows(); i++) {
      rows.read(i, row);
      squares += squares(row);
    }
    return Math.sqrt(squares);
  }

  /**
   * ‖after − before‖ of tensors of one shape; codes, which are no numbers, count by their bytes.
   */
  public static double distance(Tensor before, Tensor after) {
    boolean same = before.dtype() == after.dtype() && before.data().mismatch(after.data()) < 0;
    if (same) {
      return 0;
    }
    if (!before.dtype().isFloat() || !after.dtype().isFloat()) {
      return Double.NaN;
    }
    double squares = 0;
    for (long first = 0; first < before.size(); first += CHUNK) {
      int count = (int) Math.min(CHUNK, before.size() - first);
      double[] row = new double[count];
      new WeightPair(part(before, first, count), part(after, first, count)).row(0, row);
      squares += squares(row);
    }
    return Math.sqrt(squares);
  }

  private static Tensor part(Tensor tensor, long first, int count) {
    int bytes = tensor.dtype().bytes();
    MemorySegment data = tensor.data().asSlice(first * bytes, (long) count * bytes);
    return Tensor.of(tensor.name(), tensor.dtype(), data, 1, count);
  }

  private static double squares(double[] row) {
    double squares = 0;
    for (double entry : row) {
      squares += entry * entry;
    }
    return squares;
  }

  /** The changed tensors that are modules, or hold some. */
  public List<Changed> modules() {
    return changed.stream().filter(change -> change.whyNoModule().isEmpty()).toList();
  }

  /** The changed tensors that no analysis covers, the farthest first. */
  public List<Changed> besides() {
    return changed.stream()
        .filter(change -> change.whyNoModule().isPresent())
        .sorted(Comparator.comparingDouble(Changed::norm).reversed())
        .toList();
  }

  /** ‖ΔW‖ of {@code some} together. */
  public static double norm(List<Changed> some) {
    return Math.sqrt(some.stream().mapToDouble(change -> change.norm() * change.norm()).sum());
  }

  /** All of it in one line. */
  public String sentence() {
    String first =
        String.format(
            Locale.ROOT,
            "%d of %d weights changed, %d of them modules (‖Δ‖ = %.4g)",
            changed.size(),
            weights,
            modules().size(),
            norm(modules()));
    List<Changed> besides = besides();
    if (besides.isEmpty()) {
      return first + "; nothing else changed";
    }
    String named =
        besides.stream()
            .limit(5)
            .map(
                change ->
                    String.format(
                        Locale.ROOT,
                        "%s (%s, %.4g)",
                        change.name(),
                        change.whyNoModule().get(),
                        change.norm()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s; %d are no modules (‖Δ‖ = %.4g): %s%s",
        first,
        besides.size(),
        norm(besides),
        named,
        besides.size() > 5 ? ", …" : "");
  }
}
