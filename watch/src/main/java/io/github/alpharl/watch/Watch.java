package io.github.alpharl.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.MetricSource;
import io.github.alpharl.watch.metric.MetricSources;
import io.github.alpharl.watch.metric.Remark;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.metric.StepRows;
import io.github.alpharl.watch.trajectory.Straightness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Goes through a finished run as if it were live; one without a checkpoint by its log alone. */
public final class Watch implements AutoCloseable {

  private final Path path;
  private final Optional<RunStudy> study;
  private final WatchOptions options;
  private final Optional<MetricSource> log;
  private final Session session;
  private final Gauge gauge;
  private final List<Alert> alerts = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final NavigableMap<Long, BadDataException> refused = new TreeMap<>();
  private final NavigableMap<Long, MetricRow> scores = new TreeMap<>();

  private Watch(
      Path path, Optional<RunStudy> study, Optional<MetricSource> log, WatchOptions options) {
    this.path = path;
    this.study = study;
    this.log = log;
    this.options = options;
    session = new Session(options.runLength(), this::key);
    gauge = new Gauge(notes::add);
  }

  /**
   * A watch of the run {@code path}, which {@code opener} opens; this closes it.
   *
   * @throws BadDataException if it has neither a checkpoint nor a log
   */
  public static Watch open(Path path, Supplier<RunStudy> opener, WatchOptions options) {
    Path home = RunPlace.home(path);
    Optional<MetricSource> log =
        options
            .metrics()
            .map(MetricSources::open)
            .or(() -> Files.isDirectory(home) ? MetricSources.find(home) : Optional.empty());
    try {
      return new Watch(path, Optional.of(opener.get()), log, options);
    } catch (BadDataException nothing) {
      if (log.isEmpty() || nothing.defect() != Defect.MISSING) {
        throw nothing;
      }
      Watch watch = new Watch(path, Optional.empty(), log, options);
      watch.notes.add(nothing.getMessage() + "; the log alone is watched");
      return watch;
    }
  }

  private Optional<String> key(Signal signal) {
    return log.flatMap(source -> source.key(signal));
  }

  /** Everything that it would have said. */
  public WatchReport once() {
    List<MetricRow> rows = rows();
    new ScoreList(RunPlace.home(path), notes::add)
        .poll()
        .forEach(row -> scores.put(row.step(), row));
    new Timeline(rows, new TreeSet<>(steps()))
        .play(row -> alerts.addAll(session.metrics(row)), this::checkpoint);
    scores.values().forEach(row -> alerts.addAll(session.validation(row)));
    return session.report(path.toString(), alerts, List.copyOf(notes), options.accuracy());
  }

  /** Writes the page about it to {@code file}, atomically. */
  public void write(Path file, WatchReport report) {
    Optional<ObjectNode> straightness =
        study.flatMap(session::straightness).map(Straightness::json);
    WatchPage.write(file, report, session, straightness);
  }

  @Override
  public void close() {
    study.ifPresent(RunStudy::close);
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
    log.get().strange().map(Remark::text).ifPresent(notes::add);
    String trainer = log.get().trainer();
    notes.add(
        "%s of metrics in %s%s"
            .formatted(
                Wording.count(rows.size(), "step"),
                log.get().path(),
                trainer.isEmpty() ? "" : ", written by " + trainer));
    return rows;
  }

  /** Steps with factors, or with a checkpoint that has none. */
  private Set<Long> steps() {
    return study.map(this::steps).orElse(Set.of());
  }

  private Set<Long> steps(RunStudy study) {
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
      alerts.addAll(session.weights(gauge.measure(study.orElseThrow(), step)));
    }
    NavigableMap<Long, MetricRow> known = scores.headMap(step, true);
    known.values().forEach(row -> alerts.addAll(session.validation(row)));
    known.clear();
  }
}
