package io.github.alpharl.lab.objective;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Means over tokens of what the metrics show. */
public final class StepMetrics {

  private final Map<String, Double> sums = new LinkedHashMap<>();
  private final Map<String, Double> counts = new LinkedHashMap<>();

  /** Adds all entries of {@code values}. */
  public void add(String name, Tensor values) {
    add(name, values.sum().item_double(), (double) values.numel());
  }

  /** Adds {@code count} entries that sum to {@code sum}. */
  public void add(String name, double sum, double count) {
    sums.merge(name, sum, Double::sum);
    counts.merge(name, count, Double::sum);
  }

  /** Adds to a total that is no mean. */
  public void total(String name, double value) {
    sums.merge(name, value, Double::sum);
    counts.put(name, 1.0);
  }

  /** Name → mean, in order of first addition. */
  public Map<String, Double> means() {
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> means.put(name, sum / counts.get(name)));
    return means;
  }
}
