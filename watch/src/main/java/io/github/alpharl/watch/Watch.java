package io.github.alpharl.watch;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.factor.StoredFactors;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.score.ScoreRequest;
import io.github.alpharl.score.Scores;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.MetricSource;
import io.github.alpharl.watch.metric.MetricSources;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.metric.StepRows;
import io.github.alpharl.watch.weight.HeadChange;
import io.github.alpharl.watch.weight.MoveMeter;
import io.github.alpharl.watch.weight.WeightRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Goes through a finished run as if it were live. */
public final class Watch {

  private final RunStudy study;
  private final WatchOptions options;
  private final Optional<MetricSource> log;
  private final Session session;
  private final Scoreboard scores = new Scoreboard();
  private final MoveMeter meter = new MoveMeter();
  private final List<Alert> alerts = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final NavigableMap<Long, BadDataException> refused = new TreeMap<>();
  private NavigableMap<Long, Double> validation = new TreeMap<>();

  /** A watch of {@code study}. */
  public Watch(RunStudy study, WatchOptions options) {
    this.study = study;
    this.options = options;
    log = options.metrics().map(MetricSources::open).or(() -> MetricSources.find(study.home()));
    session = new Session(options.runLength(), this::key);
  }

  private Optional<String> key(Signal signal) {
    return log.flatMap(source -> source.key(signal));
  }

  /** Everything that it would have said. */
  public WatchReport once() {
    List<MetricRow> rows = rows();
    validation = validation();
    new Timeline(rows, new TreeSet<>(steps())).play(this::metrics, this::checkpoint);
    validation.forEach(this::score);
    long steps = session.step();
    return new WatchReport(
        study.path().toString(),
        steps,
        session.attempts(),
        scores.outlook(options.accuracy()),
        alerts,
        session.exam(),
        List.copyOf(notes));
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

  /** The lab's and others' scores of checkpoints, beside the log. */
  private NavigableMap<Long, Double> validation() {
    NavigableMap<Long, Double> found = new TreeMap<>();
    Path file = study.home().resolve("scores.csv");
    if (Files.isRegularFile(file)) {
      Scores.read(file, ScoreRequest.any())
          .series()
          .scores()
          .forEach(score -> found.put(score.step(), score.accuracy()));
    }
    return found;
  }

  /** Steps with factors, or with a checkpoint that has none. */
  private Set<Long> steps() {
    Set<Long> steps = new TreeSet<>(study.store().steps());
    study
        .checkpoints()
        .ifPresent(
            run -> {
              run.notes().forEach(notes::add);
              for (long step : run.steps().keySet()) {
                decompose(step);
                steps.add(step);
              }
            });
    return steps;
  }

  private void decompose(long step) {
    try {
      notes.addAll(study.update(new Rank.Count(1), List.of(step)).notes());
    } catch (BadDataException refusal) {
      refused.put(step, refusal);
    }
  }

  private void metrics(MetricRow row) {
    if (row.step() < session.step()) {
      scores.begin(row.step());
    }
    scores.add(row);
    alerts.addAll(session.metrics(row));
  }

  private void checkpoint(long step) {
    NavigableMap<Long, Double> known = new TreeMap<>(validation.headMap(step, true));
    if (refused.containsKey(step)) {
      alerts.addAll(session.refused(step, refused.get(step)));
    } else {
      alerts.addAll(session.weights(measured(step)));
    }
    known.forEach(this::score);
    validation.keySet().removeAll(known.keySet());
  }

  private WeightRow measured(long step) {
    try (StoredFactors factors = study.store().open(step)) {
      return meter.next(factors, head(step));
    }
  }

  private OptionalDouble head(long step) {
    Optional<Path> directory = study.checkpoints().map(run -> run.steps().get(step));
    if (directory.isEmpty()) {
      return OptionalDouble.empty();
    }
    try (HfCheckpoint base = HfCheckpoint.open(study.run().base());
        StepCheckpoint model = StepCheckpoint.open(directory.get(), study.options().loraAlpha())) {
      return HeadChange.of(base, model);
    } catch (BadDataException e) {
      notes.add(e.getMessage());
      return OptionalDouble.empty();
    }
  }

  private void score(long step, double accuracy) {
    MetricRow row = new MetricRow(step, Map.of(Signal.VALIDATION, accuracy));
    scores.add(row);
    alerts.addAll(session.validation(row));
  }

  /** The step with the best validation, once {@link #once} is done. */
  public OptionalLong best() {
    return scores.best();
  }
}
