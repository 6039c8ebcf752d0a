package io.github.alpharl.reproduce.watched;

import io.github.alpharl.watch.channel.Channel;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayDeque;
import java.util.Deque;

/** The rule in common use: so many standard deviations from the mean of the newest values. */
final class SigmaRule {

  private static final int MOST = 16;
  private static final int LEAST = 8;

  private final Channel channel;
  private final Deque<Double> past = new ArrayDeque<>();

  SigmaRule(Channel channel) {
    this.channel = channel;
  }

  /** Standard deviations of the channel's value in {@code row}; 0 while it cannot be known. */
  double next(MetricRow row) {
    return channel.signal().map(row.values()::get).map(this::next).orElse(0.0);
  }

  double next(WeightRow row) {
    return channel.measure().map(row.values()::get).map(this::next).orElse(0.0);
  }

  private double next(double value) {
    if (channel.scaled(value).isEmpty()) {
      return 0;
    }
    double x = channel.scaled(value).getAsDouble();
    double z = past.size() < LEAST ? 0 : deviations(x);
    past.add(x);
    if (past.size() > MOST) {
      past.poll();
    }
    return z;
  }

  private double deviations(double x) {
    double mean = past.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = past.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double z = (x - mean) / Math.max(1e-12, Math.sqrt(squares / (past.size() - 1)));
    return switch (channel.side()) {
      case ABOVE -> z;
      case BELOW -> -z;
      case BOTH -> Math.abs(z);
    };
  }
}
