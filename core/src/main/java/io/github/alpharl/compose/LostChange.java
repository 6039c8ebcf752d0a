package io.github.alpharl.compose;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/**
 * The part of a model that an adapter leaves out.
 *
 * @param tensors ‖W − W₀‖ of each tensor of the rest that differs from the base
 * @param norm of all of them together
 * @param carriedNorm of the updates in the adapter
 */
public record LostChange(Map<String, Double> tensors, double norm, double carriedNorm) {

  static LostChange of(Map<String, Double> tensors, Collection<Double> carried) {
    return new LostChange(Map.copyOf(tensors), length(tensors.values()), length(carried));
  }

  private static double length(Collection<Double> norms) {
    return Math.sqrt(norms.stream().mapToDouble(norm -> norm * norm).sum());
  }

  /** It in words. */
  public String sentence() {
    return tensors.isEmpty()
        ? "Beside the modules nothing is lost: all tensors that are no modules are those of the base."
        : lost();
  }

  /** It in words, where a full checkpoint takes the base's tensors for those that changed. */
  String left() {
    return String.format(
        Locale.ROOT,
        "The training also changed %d tensors that are no modules (%s), ‖Δ‖ = %.4g; they are the"
            + " base's here.",
        tensors.size(),
        first(),
        norm);
  }

  private String first() {
    return String.join(", ", tensors.keySet().stream().sorted().limit(3).toList())
        + (tensors.size() > 3 ? ", …" : "");
  }

  private String lost() {
    return String.format(
        Locale.ROOT,
        "An adapter cannot carry the change of %d tensors (%s), ‖Δ‖ = %.4g beside ‖Δ‖ = %.4g that"
            + " it carries; a full checkpoint with the rest of the step keeps them.",
        tensors.size(),
        first(),
        norm,
        carriedNorm);
  }
}
