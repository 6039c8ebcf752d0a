package io.github.alpharl.reproduce.watched;

import io.github.alpharl.watch.channel.Channel;
import io.github.alpharl.watch.channel.DriftWatch;
import io.github.alpharl.watch.channel.Finding;
import io.github.alpharl.watch.detector.Budget;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How suspect one channel was at each of its looks at a run.
 *
 * @param looks in order
 */
record Trace(List<Look> looks) {

  /** No threshold: the evidence is never forgotten. */
  private static final Budget ENDLESS = new Budget(1e9, 1_000_000_000);

  /**
   * One look.
   *
   * @param step where
   * @param suspicion how suspect
   */
  record Look(long step, double suspicion) {}

  /** The largest suspicion. */
  double most() {
    return looks.stream().mapToDouble(Look::suspicion).max().orElse(Double.NEGATIVE_INFINITY);
  }

  /** The steps at which the suspicion comes to lie above {@code threshold}. */
  NavigableSet<Long> crossings(double threshold) {
    NavigableSet<Long> steps = new TreeSet<>();
    boolean above = false;
    for (Look look : looks) {
      boolean now = look.suspicion() > threshold;
      if (now && !above) {
        steps.add(look.step());
      }
      above = now;
    }
    return steps;
  }

  /** log10 of the e-detectors of the watch. */
  static Map<Channel, Trace> evidence(RunSeries series) {
    DriftWatch drift = new DriftWatch(ENDLESS);
    return of(
        series,
        drift::metrics,
        drift::weights,
        (channel, findings) ->
            findings.stream()
                .filter(finding -> finding.channel().equals(channel.word()))
                .mapToDouble(finding -> finding.evidence().orElse(0))
                .findFirst()
                .orElseGet(() -> drift.evidence().get(channel)));
  }

  /** Standard deviations from the mean of the newest 16 values, of at least 8. */
  static Map<Channel, Trace> sigmas(RunSeries series) {
    Map<Channel, SigmaRule> rules = new EnumMap<>(Channel.class);
    Map<Channel, Double> last = new EnumMap<>(Channel.class);
    for (Channel channel : Channel.values()) {
      rules.put(channel, new SigmaRule(channel));
    }
    return of(
        series,
        row -> {
          rules.forEach((channel, rule) -> last.put(channel, rule.next(row)));
          return List.of();
        },
        row -> {
          rules.forEach((channel, rule) -> last.put(channel, rule.next(row)));
          return List.of();
        },
        (channel, _) -> last.get(channel));
  }

  private static Map<Channel, Trace> of(
      RunSeries series,
      Function<MetricRow, List<Finding>> metrics,
      Function<WeightRow, List<Finding>> weights,
      BiFunction<Channel, List<Finding>, Double> suspicion) {
    Map<Channel, List<Look>> looks = new EnumMap<>(Channel.class);
    series.play(
        row -> {
          List<Finding> found = metrics.apply(row);
          for (Channel channel : Channel.values()) {
            if (channel.signal().filter(row.values()::containsKey).isPresent()) {
              add(looks, channel, row.step(), suspicion.apply(channel, found));
            }
          }
        },
        row -> {
          List<Finding> found = weights.apply(row);
          for (Channel channel : Channel.values()) {
            if (channel.measure().filter(row.values()::containsKey).isPresent()) {
              add(looks, channel, row.step(), suspicion.apply(channel, found));
            }
          }
        },
        _ -> {});
    Map<Channel, Trace> traces = new EnumMap<>(Channel.class);
    looks.forEach((channel, points) -> traces.put(channel, new Trace(List.copyOf(points))));
    return traces;
  }

  private static void add(
      Map<Channel, List<Look>> looks, Channel channel, long step, double suspicion) {
    looks.computeIfAbsent(channel, _ -> new ArrayList<>()).add(new Look(step, suspicion));
  }

  /** Every channel's largest suspicion in {@code all}. */
  static Map<Channel, Double> largest(List<Map<Channel, Trace>> all) {
    Map<Channel, Double> largest = new EnumMap<>(Channel.class);
    all.forEach(
        traces ->
            traces.forEach((channel, trace) -> largest.merge(channel, trace.most(), Math::max)));
    return largest;
  }
}
