package io.github.alpharl.watch.channel;

import io.github.alpharl.watch.detector.Budget;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightMeasure;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** T2: all drift channels under one budget. */
public final class DriftWatch {

  private static final Set<WeightMeasure> BY_RATE =
      EnumSet.of(WeightMeasure.ATTENTION_STEP, WeightMeasure.MLP_STEP, WeightMeasure.OTHER_STEP);

  private final Budget budget;
  private final Map<Channel, DriftChannel> channels = new EnumMap<>(Channel.class);
  private final RateShare rates = new RateShare();

  /** Channels without a past. */
  public DriftWatch(Budget budget) {
    this.budget = budget;
    for (Channel channel : Channel.values()) {
      channels.put(channel, new DriftChannel(channel));
    }
  }

  /** Another attempt begins: what was foretold holds no longer. */
  public void begin() {
    channels.values().forEach(DriftChannel::begin);
  }

  /** What {@code row} shows. */
  public List<Finding> metrics(MetricRow row) {
    rates.add(row);
    List<Finding> findings = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      channel
          .signal()
          .map(row.values()::get)
          .ifPresent(value -> judge(channel, value, spread(channel, row), row.step(), findings));
    }
    return findings;
  }

  private static OptionalDouble spread(Channel channel, MetricRow row) {
    Double spread = channel == Channel.ENTROPY ? row.values().get(Signal.REWARD_STD) : null;
    return spread == null || spread.isNaN() ? OptionalDouble.empty() : OptionalDouble.of(spread);
  }

  /** What {@code row} shows; steps are judged by the rate where it has fallen. */
  public List<Finding> weights(WeightRow row) {
    double share = rates.take();
    List<Finding> findings = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      Optional<WeightMeasure> measure = channel.measure();
      measure
          .map(row.values()::get)
          .ifPresent(
              value ->
                  judge(
                      channel,
                      BY_RATE.contains(measure.get()) ? value / share : value,
                      OptionalDouble.empty(),
                      row.step(),
                      findings));
    }
    return findings;
  }

  private void judge(
      Channel channel, double value, OptionalDouble with, long step, List<Finding> findings) {
    channels.get(channel).next(value, with, step, budget).ifPresent(findings::add);
  }

  /** log10 of each channel's evidence now. */
  public Map<Channel, Double> evidence() {
    Map<Channel, Double> evidence = new EnumMap<>(Channel.class);
    channels.forEach((channel, drift) -> evidence.put(channel, drift.evidence()));
    return evidence;
  }
}
