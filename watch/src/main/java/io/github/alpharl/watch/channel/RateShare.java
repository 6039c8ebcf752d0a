package io.github.alpharl.watch.channel;

import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;

/**
 * The mean learning rate since the last checkpoint over the largest so far: a planned decay makes
 * smaller steps, and that is no news; a rate that rises above all before it is.
 */
final class RateShare {

  private double largest;
  private double sum;
  private int count;

  void add(MetricRow row) {
    double rate = row.values().getOrDefault(Signal.LEARNING_RATE, Double.NaN);
    if (rate > 0 && Double.isFinite(rate)) {
      largest = Math.max(largest, rate);
      sum += rate;
      count++;
    }
  }

  /** The share, in (0, 1]; 1 where no rate was logged. */
  double take() {
    double share = count == 0 ? 1 : sum / count / largest;
    sum = 0;
    count = 0;
    return share;
  }
}
