package io.github.alpharl.watch.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a trainer logged for one step. NaN is NaN.
 *
 * @param step of training
 * @param values by signal; what was not logged is absent
 */
public record MetricRow(long step, Map<Signal, Double> values) {

  /** Copies the map. */
  public MetricRow {
    Map<Signal, Double> copy = new EnumMap<>(Signal.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /** This and what {@code later} says of the same step. */
  MetricRow with(MetricRow later) {
    Map<Signal, Double> both = new EnumMap<>(Signal.class);
    both.putAll(values);
    both.putAll(later.values);
    return new MetricRow(step, both);
  }
}
