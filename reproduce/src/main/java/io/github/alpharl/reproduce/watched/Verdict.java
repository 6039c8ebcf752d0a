package io.github.alpharl.reproduce.watched;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.watch.Session;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.channel.Channel;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * When each rule spoke about one run.
 *
 * @param run which, with its series
 * @param evidence the watch's evidence by channel
 * @param sigmas standard deviations by channel
 * @param alerts of the watch as it ships
 */
record Verdict(
    KeptRuns.Kept run,
    Map<Channel, Trace> evidence,
    Map<Channel, Trace> sigmas,
    List<Alert> alerts) {

  private static final double FALL = 0.05;

  static Verdict of(KeptRuns.Kept run) {
    return new Verdict(
        run, Trace.evidence(run.series()), Trace.sigmas(run.series()), alerts(run.series()));
  }

  private static List<Alert> alerts(RunSeries series) {
    Session session = new Session(1000, _ -> Optional.empty());
    List<Alert> alerts = new ArrayList<>();
    series.play(
        row ->
            alerts.addAll(
                row.values().containsKey(Signal.VALIDATION)
                    ? session.validation(row)
                    : session.metrics(row)),
        row -> alerts.addAll(session.weights(row)),
        step ->
            alerts.addAll(
                session.refused(step, BadDataException.of("not finite").as(Defect.NON_FINITE))));
    return alerts;
  }

  /** The steps of the watch's alerts that {@code which} takes. */
  NavigableSet<Long> alerted(Predicate<Alert> which) {
    NavigableSet<Long> steps = new TreeSet<>();
    alerts.stream().filter(which).map(Alert::step).forEach(steps::add);
    return steps;
  }

  static boolean alarms(Alert alert) {
    return alert.severity() == Severity.ALARM;
  }

  /** An alarm of a rule that is exact. */
  static boolean exact(Alert alert) {
    return alarms(alert) && alert.evidence().isEmpty();
  }

  /** Where one of {@code channels} comes to lie above its threshold. */
  static NavigableSet<Long> crossings(
      Map<Channel, Trace> traces, Collection<Channel> channels, Map<Channel, Double> thresholds) {
    NavigableSet<Long> steps = new TreeSet<>();
    for (Channel channel : channels) {
      if (traces.containsKey(channel)) {
        double threshold = thresholds.getOrDefault(channel, Double.POSITIVE_INFINITY);
        steps.addAll(traces.get(channel).crossings(threshold));
      }
    }
    return steps;
  }

  /** Steps where the entropy comes to lie under 1 nat a token. */
  NavigableSet<Long> lowEntropy() {
    List<Trace.Look> looks =
        run.series().metrics().stream()
            .filter(row -> row.values().containsKey(Signal.ENTROPY))
            .map(row -> new Trace.Look(row.step(), -row.values().get(Signal.ENTROPY)))
            .toList();
    return new Trace(looks).crossings(-1);
  }

  /** The first checkpoint whose validation lies .05 under the best before the fault. */
  OptionalLong fall() {
    double best =
        run.series().scores().stream()
            .filter(row -> row.step() <= Cell.PREFIX)
            .mapToDouble(Verdict::validation)
            .max()
            .orElse(0);
    return run.series().scores().stream()
        .filter(row -> row.step() > Cell.PREFIX)
        .filter(row -> validation(row) <= best - FALL)
        .mapToLong(MetricRow::step)
        .findFirst();
  }

  /** The first checkpoint whose validation lies .05 under the best of all before it. */
  OptionalLong firstFall() {
    double best = 0;
    for (MetricRow row : run.series().scores()) {
      if (validation(row) <= best - FALL) {
        return OptionalLong.of(row.step());
      }
      best = Math.max(best, validation(row));
    }
    return OptionalLong.empty();
  }

  private static double validation(MetricRow row) {
    return row.values().get(Signal.VALIDATION);
  }

  /** True without a fault. */
  boolean faultless() {
    return run.cell().fault().isEmpty();
  }

  /** True if nothing was wrong with it: neither a fault nor a rate at which its validation fell. */
  boolean healthy() {
    return faultless() && firstFall().isEmpty();
  }
}
