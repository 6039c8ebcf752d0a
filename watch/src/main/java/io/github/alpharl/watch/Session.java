package io.github.alpharl.watch;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.channel.Channel;
import io.github.alpharl.watch.channel.DriftWatch;
import io.github.alpharl.watch.channel.Finding;
import io.github.alpharl.watch.channel.Invariants;
import io.github.alpharl.watch.channel.StartupExam;
import io.github.alpharl.watch.detector.Budget;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.trajectory.Straightness;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The watch as a fold: it takes what a run shows in the order in which it shows it, and says what
 * it makes of it. The same events give the same alerts, live and afterwards.
 *
 * <p>Its memory does not grow with the run, but for the attempts.
 */
public final class Session {

  private static final int MOST_ATTEMPTS = 1000;

  private final DriftWatch drift;
  private final Invariants invariants = new Invariants();
  private final StartupExam exam = new StartupExam();
  private final AlarmRule rule;
  private final Function<Signal, Optional<String>> keys;
  private final Scoreboard scores = new Scoreboard();
  private final Map<String, History> charts = new TreeMap<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private int attempt = 1;
  private long step = -1;
  private long checkpoint = -1;

  /**
   * A session before the first event.
   *
   * @param runLength the average number of looks to a false alert, at least
   * @param keys from which signals are read
   */
  public Session(double runLength, Function<Signal, Optional<String>> keys) {
    Budget budget = new Budget(runLength, Channel.values().length);
    drift = new DriftWatch(budget);
    rule = new AlarmRule(budget.rate());
    this.keys = keys;
  }

  /** The trainer logged {@code row}. A step that goes back begins another attempt. */
  public List<Alert> metrics(MetricRow row) {
    if (row.step() < step) {
      begin(row.step());
    }
    step = row.step();
    count(row.step());
    scores.add(row);
    draw(row);
    List<Finding> findings = new ArrayList<>(invariants.metrics(row));
    findings.addAll(exam.metrics(row, keys));
    findings.addAll(drift.metrics(row));
    return rule.alerts(findings, attempt);
  }

  /** A score of {@code row}'s step became known, beside the log; it counts as no step. */
  public List<Alert> validation(MetricRow row) {
    scores.add(row);
    draw(row);
    return rule.alerts(drift.metrics(row), attempt);
  }

  /** The log said more of a step that is past, as of an evaluation beside the training. */
  public List<Alert> late(MetricRow row) {
    List<Alert> alerts = new ArrayList<>(rule.alerts(invariants.late(row), attempt));
    alerts.addAll(validation(row));
    return alerts;
  }

  private void begin(long first) {
    attempt++;
    drift.begin();
    invariants.begin();
    rule.begin(first);
    scores.begin(first);
    checkpoint = -1;
  }

  private void count(long at) {
    if (attempts.isEmpty() || attempts.getLast().number() != attempt) {
      if (attempts.size() == MOST_ATTEMPTS) {
        attempts.removeFirst();
      }
      attempts.add(new Attempt(attempt, at, at, 1));
    } else {
      attempts.set(attempts.size() - 1, attempts.getLast().at(at));
    }
  }

  /** A checkpoint was measured. */
  public List<Alert> weights(WeightRow row) {
    checkpoint = Math.max(checkpoint, row.step());
    List<Finding> findings = new ArrayList<>(invariants.weights(row));
    findings.addAll(exam.weights(row));
    findings.addAll(drift.weights(row));
    List<Alert> alerts = rule.alerts(findings, attempt);
    rule.checkpoint(row.step());
    row.values().forEach((measure, value) -> draw("weights: " + word(measure), row.step(), value));
    draw("weights: norm", row.step(), row.norm());
    drift.evidence().forEach((channel, e) -> draw("evidence: " + channel.word(), row.step(), e));
    return alerts;
  }

  private void draw(MetricRow row) {
    row.values().forEach((signal, value) -> draw("metrics: " + word(signal), row.step(), value));
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void draw(String chart, long at, double value) {
    charts.computeIfAbsent(chart, _ -> new History()).add(at, value);
  }

  /** The series that it saw, by name; each is thinned to at most 1024 points. */
  public Map<String, History> charts() {
    return Collections.unmodifiableMap(charts);
  }

  /** A checkpoint could not be decomposed. */
  public List<Alert> refused(long at, BadDataException refusal) {
    return rule.alerts(List.of(invariants.refused(at, refusal)), attempt);
  }

  /** The attempts so far; the newest thousand. */
  public List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /** No step came for {@code seconds}, far longer than usual. */
  public List<Alert> stalled(long seconds) {
    return rule.alerts(List.of(invariants.stalled(step(), seconds)), attempt);
  }

  /** The state of things, with {@code alerts} and {@code notes}. */
  public WatchReport report(
      String run, List<Alert> alerts, List<String> notes, OptionalDouble wanted) {
    return new WatchReport(
        run, step(), attempts(), scores.outlook(wanted), alerts, exam.checks(keys), notes);
  }

  /** How straight the run of {@code study} moved with its validation, else with its reward. */
  public Optional<Straightness> straightness(RunStudy study) {
    Scoreboard.Scored scored = scores.scored();
    return Straightness.of(study, scored.of(), scored.values());
  }

  /** log10 of each channel's evidence now. */
  public Map<Channel, Double> evidence() {
    return drift.evidence();
  }

  /** The checkpoint step with the best validation. */
  public OptionalLong best() {
    return scores.best();
  }

  /** The newest checkpoint that no alarm casts doubt on. */
  public OptionalLong lastGood() {
    return rule.lastGood();
  }

  /** The newest step, of the log or of a checkpoint. */
  public long step() {
    return Math.max(step, checkpoint);
  }
}
