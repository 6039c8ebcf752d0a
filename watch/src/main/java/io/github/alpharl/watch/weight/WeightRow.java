package io.github.alpharl.watch.weight;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The measures of one checkpoint.
 *
 * @param step its step
 * @param values by measure; what cannot be known (too few checkpoints, no head) is absent
 * @param norm ‖ΔW‖ over all matrices
 * @param identical true if the weights are those of the checkpoint before, or the base's
 * @param alignment cosine of this update and the one before; NaN for the first
 */
public record WeightRow(
    long step,
    Map<WeightMeasure, Double> values,
    double norm,
    boolean identical,
    double alignment) {

  /** Copies the map. */
  public WeightRow {
    Map<WeightMeasure, Double> copy = new EnumMap<>(WeightMeasure.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }
}
