package io.github.alpharl.compose;

import io.github.alpharl.adapter.AdapterWriter;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.update.Update;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part of a model that an adapter leaves out.
 *
 * @param tensors ‖W − W₀‖ of each tensor of the rest that differs from the base
 * @param norm of all of them together
 * @param carriedNorm of the updates in the adapter
 */
public record LostChange(Map<String, Double> tensors, double norm, double carriedNorm) {

  /**
   * What an adapter to {@code base} with {@code updates} leaves out.
   *
   * @param rest ‖W − W₀‖ of each tensor of the rest that differs from the base
   */
  static LostChange of(HfCheckpoint base, Map<String, Double> rest, List<Update> updates) {
    Map<String, Double> lost = new TreeMap<>(rest);
    List<Double> carried = new ArrayList<>();
    for (Update update : updates) {
      double norm = update.productsNorm();
      if (AdapterWriter.isApplied(base, update.module())) {
        carried.add(norm);
      } else if (norm > 0) {
        lost.put(update.module(), norm);
      }
    }
    return new LostChange(Map.copyOf(lost), length(lost.values()), length(carried));
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
        "The training also changed %s (%s), ‖Δ‖ = %.4g; %s the base's here.",
        Wording.count(tensors.size(), "tensor that is no module", "tensors that are no modules"),
        first(),
        norm,
        tensors.size() == 1 ? "it is" : "they are");
  }

  private String first() {
    return String.join(", ", tensors.keySet().stream().sorted().limit(3).toList())
        + (tensors.size() > 3 ? ", …" : "");
  }

  private String lost() {
    return String.format(
        Locale.ROOT,
        "The adapter does not carry the change of %s (%s), ‖Δ‖ = %.4g beside ‖Δ‖ = %.4g that"
            + " it carries; a full checkpoint with the rest of the step keeps it.",
        Wording.count(tensors.size(), "tensor"),
        first(),
        norm,
        carriedNorm);
  }
}
