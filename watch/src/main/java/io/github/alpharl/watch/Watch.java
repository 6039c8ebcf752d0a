package io.github.alpharl.watch;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.MetricSource;
import io.github.alpharl.watch.metric.MetricSources;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.metric.StepRows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Goes through a finished run as if it were live. */
public final class Watch {

  private final RunStudy study;
  private final WatchOptions options;
  private final Optional<MetricSource> log;
  private final Session session;
  private final Gauge gauge;
  private final List<Alert> alerts = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final NavigableMap<Long, BadDataException> refused = new TreeMap<>();
  private final NavigableMap<Long, MetricRow> scores = new TreeMap<>();

  /** A watch of {@code study}. */
  public Watch(RunStudy study, WatchOptions options) {
    this.study = study;
    this.options = options;
    log = options.metrics().map(MetricSources::open).or(() -> MetricSources.find(study.home()));
    session = new Session(options.runLength(), this::key);
    gauge = new Gauge(notes::add);
  }

  private Optional<String> key(Signal signal) {
    return log.flatMap(source -> source.key(signal));
  }

  /** Everything that it would have said. */
  public WatchReport once() {
    List<MetricRow> rows = rows();
    new ScoreList(study.home(), notes::add).poll().forEach(row -> scores.put(row.step(), row));
    new Timeline(rows, new TreeSet<>(steps()))
        .play(row -> alerts.addAll(session.metrics(row)), this::checkpoint);
    scores.values().forEach(row -> alerts.addAll(session.validation(row)));
    return session.report(study.path().toString(), alerts, List.copyOf(notes), options.accuracy());
  }

  /** What it went through, for a page. */
  public Session session() {
    return session;
  }

  private List<MetricRow> rows() {
    if (log.isEmpty()) {
      notes.add("no log of the trainer was found: the weights alone are watched");
      return List.of();
    }
    StepRows joined = new StepRows();
    List<MetricRow> rows = new ArrayList<>(joined.add(log.get().poll(true)));
    joined.end().ifPresent(rows::add);
    notes.addAll(log.get().notes());
    String trainer = log.get().trainer();
    notes.add(
        "%d steps of metrics in %s%s"
            .formatted(
                rows.size(), log.get().path(), trainer.isEmpty() ? "" : ", written by " + trainer));
    return rows;
  }

  /** Steps with factors, or with a checkpoint that has none. */
  private Set<Long> steps() {
    study.checkpoints().ifPresent(run -> notes.addAll(run.notes()));
    Set<Long> present = new TreeSet<>();
    study.checkpoints().ifPresent(run -> present.addAll(run.steps().keySet()));
    gauge.tell(study, List.copyOf(present));
    for (long step : present) {
      try {
        gauge.decompose(study, step);
      } catch (BadDataException refusal) {
        refused.put(step, refusal);
      }
    }
    present.addAll(study.store().steps());
    return present;
  }

  private void checkpoint(long step) {
    if (refused.containsKey(step)) {
      alerts.addAll(session.refused(step, refused.get(step)));
    } else {
      alerts.addAll(session.weights(gauge.measure(study, step)));
    }
    NavigableMap<Long, MetricRow> known = scores.headMap(step, true);
    known.values().forEach(row -> alerts.addAll(session.validation(row)));
    known.clear();
  }
}
