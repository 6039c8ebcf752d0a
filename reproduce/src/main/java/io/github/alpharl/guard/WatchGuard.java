package io.github.alpharl.guard;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.lab.run.Guard;
import io.github.alpharl.score.ScoreRequest;
import io.github.alpharl.score.Scores;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.study.StudyListener;
import io.github.alpharl.study.StudyOptions;
import io.github.alpharl.watch.Gauge;
import io.github.alpharl.watch.Session;
import io.github.alpharl.watch.WatchOptions;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.MetricSource;
import io.github.alpharl.watch.metric.MetricSources;
import io.github.alpharl.watch.metric.Signal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The watch's detectors over the metrics, scores and checkpoints of a training in this process. An
 * alarm of the watch is one of the guard, a notice is not. What was judged of steps that training
 * went back behind is forgotten.
 */
public final class WatchGuard implements Guard {

  private Path run = Path.of("");
  private MetricSource log = MetricSources.open(Path.of("metrics.jsonl"));
  private Session session = session();
  private Gauge gauge = new Gauge(WatchGuard::ignore);

  /** A guard that has seen nothing. */
  public WatchGuard() {}

  private Session session() {
    return new Session(WatchOptions.RUN_LENGTH, signal -> log.key(signal));
  }

  private static void ignore(String note) {
    // a lab's run has nothing to note
  }

  @Override
  public void begin(Path run, int step) {
    this.run = run;
    log = MetricSources.open(run.resolve("metrics.jsonl"));
    session = session();
    gauge = new Gauge(WatchGuard::ignore);
    NavigableMap<Integer, MetricRow> rows = new TreeMap<>();
    log.poll(true).forEach(row -> rows.put((int) row.step(), row));
    for (int at = 1; at <= step; at++) {
      Optional.ofNullable(rows.get(at)).ifPresent(session::metrics);
      if (Files.isDirectory(run.resolve("step-" + at))) {
        weights(at);
        validation(at);
      }
    }
  }

  @Override
  public Optional<Alarm> logged(int step) {
    return log.poll(true).stream()
        .map(session::metrics)
        .flatMap(alerts -> alarm(alerts).stream())
        .findFirst();
  }

  @Override
  public Optional<Alarm> saved(int step) {
    Optional<Alarm> found = alarm(weights(step));
    return alarm(validation(step)).filter(_ -> found.isEmpty()).or(() -> found);
  }

  private List<Alert> weights(int step) {
    try (RunStudy study =
        RunStudy.open(run, StudyOptions.DEFAULT.withThreads(1), StudyListener.SILENT)) {
      gauge.decompose(study, step);
      return session.weights(gauge.measure(study, step));
    } catch (BadDataException refusal) {
      return session.refused(step, refusal);
    }
  }

  private List<Alert> validation(int step) {
    return Scores.read(run.resolve("scores.csv"), ScoreRequest.any()).series().scores().stream()
        .filter(score -> score.step() == step)
        .map(score -> new MetricRow(step, Map.of(Signal.VALIDATION, score.accuracy())))
        .flatMap(row -> session.validation(row).stream())
        .toList();
  }

  @Override
  public Optional<Alarm> diverged(int step, String reason) {
    int good = (int) session.lastGood().orElse(0);
    return Optional.of(new Alarm(step, good, "alarm at step %d: %s".formatted(step, reason)));
  }

  private static Optional<Alarm> alarm(List<Alert> alerts) {
    return alerts.stream()
        .filter(alert -> alert.severity() == Severity.ALARM)
        .findFirst()
        .map(
            alert ->
                new Alarm((int) alert.step(), (int) alert.lastGood().orElse(0), alert.sentence()));
  }
}
