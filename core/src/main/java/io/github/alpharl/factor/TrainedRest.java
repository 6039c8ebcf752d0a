package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.WeightChanges;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Stretches;
import io.github.alpharl.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a training changed beside the modules.
 *
 * @param norms ‖W − W₀‖ of each tensor that changed, the largest first
 * @param sampled whether they are estimates
 */
record TrainedRest(Map<String, Double> norms, boolean sampled) {

  /** Up to so many bytes of the base are compared whole. */
  private static final long WHOLE = 256L << 20;

  private static final Stretches STRETCHES = new Stretches(1024);

  /** Of {@code model}, which has the names of {@code base}. */
  static TrainedRest of(HfCheckpoint base, HfCheckpoint model) {
    return of(base, model, WHOLE);
  }

  /** The same, compared whole up to {@code most} bytes of the base, else by samples. */
  static TrainedRest of(HfCheckpoint base, HfCheckpoint model, long most) {
    List<Tensor> rest =
        base.tensors().values().stream()
            .filter(tensor -> tensor.dtype().isFloat() && !tensor.shape().contains(0L))
            .filter(tensor -> isRest(base, model, tensor))
            .toList();
    boolean whole = rest.stream().mapToLong(Tensor::bytes).sum() <= most;
    return MappedAccess.guard(() -> compare(base, model, rest, whole), base, model);
  }

  private static boolean isRest(HfCheckpoint base, HfCheckpoint model, Tensor tensor) {
    Tensor after = model.tensors().get(tensor.name());
    return after != null
        && after.dtype().isFloat()
        && after.size() == tensor.size()
        && ModulePatterns.standard().whyNot(base, tensor).isPresent();
  }

  private static TrainedRest compare(
      HfCheckpoint base, HfCheckpoint model, List<Tensor> rest, boolean whole) {
    List<Tensor> after = rest.stream().map(tensor -> model.tensor(tensor.name())).toList();
    if (!whole) {
      base.fetch(STRETCHES.pieces(rest));
      model.fetch(STRETCHES.pieces(after));
    }
    Map<String, Double> found = new LinkedHashMap<>();
    for (int i = 0; i < rest.size(); i++) {
      double norm =
          whole
              ? WeightChanges.distance(rest.get(i), after.get(i))
              : Math.sqrt(STRETCHES.squaredDistance(rest.get(i), after.get(i)));
      if (norm > 0) {
        found.put(rest.get(i).name(), norm);
      }
    }
    Map<String, Double> sorted = new LinkedHashMap<>();
    found.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return new TrainedRest(sorted, !whole);
  }

  /** It in words, beside the {@code modules}' ‖Δ‖; empty if nothing changed. */
  Optional<String> sentence(double modules) {
    if (norms.isEmpty()) {
      return Optional.empty();
    }
    List<String> each =
        norms.entrySet().stream()
            .map(entry -> String.format(Locale.ROOT, "%s %.4g", entry.getKey(), entry.getValue()))
            .toList();
    double norm = Math.sqrt(norms.values().stream().mapToDouble(value -> value * value).sum());
    return Optional.of(
        String.format(
            Locale.ROOT,
            "‖Δ‖ = %s%.4g (%s) beside ‖Δ‖ = %.4g of the modules",
            sampled ? "about " : "",
            norm,
            Wording.firstFive(each),
            modules));
  }
}
