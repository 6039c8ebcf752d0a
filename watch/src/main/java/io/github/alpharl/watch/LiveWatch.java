package io.github.alpharl.watch;

import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.StepStamp;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.MetricSource;
import io.github.alpharl.watch.metric.MetricSources;
import io.github.alpharl.watch.metric.StepRows;
import io.github.alpharl.watch.weight.WeightRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Watches a run that grows, look by look. What it was shown is kept in a journal before it is
 * judged, and every alert in {@code alerts.jsonl} before it is told, so that a watch that was
 * killed goes on without repeating an alert or missing one.
 */
public final class LiveWatch {

  /** Every alert, a JSON line each. */
  public static final String ALERTS = "alerts.jsonl";

  private static final int KEPT = 1000;

  private final Path run;
  private final Path home;
  private final Path folder;
  private final WatchOptions options;
  private final Supplier<RunStudy> opener;
  private final LiveListener listener;
  private final LongSupplier clock;
  private final Journal journal;
  private final Session session;
  private final Gauge gauge;
  private final ScoreList scores;
  private final StepRows joined = new StepRows();
  private final StallClock stall = new StallClock();
  private final Map<Long, String> stamps = new HashMap<>();
  private final Set<Integer> journaled = new HashSet<>();
  private final Set<String> said = new HashSet<>();
  private final Deque<Alert> alerts = new ArrayDeque<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private Optional<MetricSource> log = Optional.empty();
  private boolean open;
  private boolean alarmed;
  private boolean untold; // something was judged that the listener has not looked at

  /**
   * A watch that has not looked yet.
   *
   * @param place the run, and the folder for the journal and the alerts
   * @param opener opens the run as it stands; its failures mean that there is nothing to see yet
   * @param clock nanoseconds that never jump
   */
  public LiveWatch(
      Place place,
      WatchOptions options,
      Supplier<RunStudy> opener,
      LiveListener listener,
      LongSupplier clock) {
    this.run = place.run();
    this.home = place.home();
    this.folder = place.folder();
    this.options = options;
    this.opener = opener;
    this.listener = listener;
    this.clock = clock;
    journal = new Journal(folder.resolve("journal.jsonl"));
    session = new Session(options.runLength(), signal -> log.flatMap(source -> source.key(signal)));
    gauge = new Gauge(this::note);
    scores = new ScoreList(home, this::note);
  }

  /**
   * Where things are.
   *
   * @param run as it was named
   * @param home its folder
   * @param folder for what the watch keeps
   */
  public record Place(Path run, Path home, Path folder) {}

  /** Takes in what an earlier watch of this run was shown; alerts that it still owed are told. */
  public void resume(FactorStore store) {
    Journal.forEachLine(folder.resolve(ALERTS), json -> recall(Alert.of(json)));
    List<Long> measured = new ArrayList<>();
    journal.replay(
        event -> {
          if (event instanceof Journal.Logged logged) {
            journaled.add(logged.row().hashCode());
          }
          if (event instanceof Journal.Measured known) {
            measured.add(known.row().step());
          }
          apply(event);
        });
    measured.subList(Math.max(0, measured.size() - 2), measured.size()).stream()
        .filter(store.steps()::contains)
        .forEach(step -> gauge.recall(store, step));
  }

  private void recall(Alert alert) {
    said.add(alert.id());
    keep(alert);
  }

  /** Looks once; true if there was something new. */
  public boolean look() {
    try (journal) {
      List<MetricRow> rows = logged();
      boolean measured = checkpoints(rows);
      boolean scored = scored();
      stall
          .stalled(clock.getAsLong())
          .ifPresent(seconds -> event(new Journal.Stalled(session.step(), seconds)));
      boolean news = !rows.isEmpty() || scored || measured;
      if (news || untold) {
        untold = false;
        listener.looked();
      }
      return news;
    }
  }

  /** The rows that no watch of this run took in before. */
  private List<MetricRow> logged() {
    if (log.isEmpty()) {
      Supplier<Optional<MetricSource>> own =
          () -> Files.isDirectory(home) ? MetricSources.find(home) : Optional.empty();
      log = options.metrics().map(MetricSources::open).or(own);
    }
    List<MetricRow> rows = log.map(this::poll).orElse(List.of());
    List<MetricRow> fresh =
        rows.stream().filter(row -> !journaled.contains(row.hashCode())).toList();
    journaled.clear(); // only the first look reads again what an earlier watch read
    if (!fresh.isEmpty()) {
      stall.step(clock.getAsLong());
    } else if (open) {
      event(new Journal.Paused());
    }
    log.ifPresent(source -> source.notes().forEach(this::note));
    return fresh;
  }

  private List<MetricRow> poll(MetricSource source) {
    try {
      return source.poll(false);
    } catch (AlphaRlException e) {
      note(e.getMessage() + "; passed over until it changes");
      return List.of();
    }
  }

  private boolean scored() {
    List<MetricRow> fresh = Files.isDirectory(home) ? scores.poll() : List.of();
    fresh.forEach(row -> event(new Journal.Scored(row)));
    return !fresh.isEmpty();
  }

  /** Takes in {@code rows} and the checkpoints that are new, in the order of training. */
  private boolean checkpoints(List<MetricRow> rows) {
    try (RunStudy study = opener.get()) {
      study.run().notes().forEach(this::note);
      NavigableMap<Long, String> fresh = new TreeMap<>();
      study
          .run()
          .steps()
          .forEach(
              (step, directory) -> {
                String stamp = new TreeMap<>(StepStamp.of(directory).files()).toString();
                if (!stamp.equals(stamps.get(step))) {
                  fresh.put(step, stamp);
                }
              });
      gauge.tell(study, fresh.keySet());
      boolean[] any = {false};
      new Timeline(rows, fresh.navigableKeySet())
          .play(
              row -> event(new Journal.Logged(row)),
              step -> any[0] |= take(study, step, fresh.get(step)));
      return any[0];
    } catch (BadDataException | UsageException notYet) {
      note(notYet.getMessage() + "; waiting");
      rows.forEach(row -> event(new Journal.Logged(row)));
      return false;
    }
  }

  private boolean take(RunStudy study, long step, String stamp) {
    Path directory = study.run().steps().get(step);
    try {
      gauge.decompose(study, step);
      WeightRow row = gauge.measure(study, step);
      event(new Journal.Measured(row, stamp));
      return true;
    } catch (BadDataException refusal) {
      if (!Files.exists(directory)) {
        note(directory + " was deleted while it was read; going on with the next");
        return false;
      }
      event(new Journal.Refused(step, stamp, refusal));
      return true;
    }
  }

  private void event(Journal.Event event) {
    journal.add(event);
    apply(event);
  }

  private void apply(Journal.Event event) {
    untold = true;
    switch (event) {
      case Journal.Logged logged -> {
        open = true;
        joined.add(List.of(logged.row())).forEach(row -> tell(session.metrics(row)));
      }
      case Journal.Paused _ -> {
        open = false;
        joined.end().ifPresent(row -> tell(session.metrics(row)));
      }
      case Journal.Scored scored -> {
        scores.recall(scored.row());
        tell(session.validation(scored.row()));
      }
      case Journal.Measured measured -> {
        // The log is ahead of the checkpoint, or silent: its last row is whole.
        joined.end().ifPresent(row -> tell(session.metrics(row)));
        open = false;
        stamps.put(measured.row().step(), measured.stamp());
        tell(session.weights(measured.row()));
      }
      case Journal.Refused refused -> {
        stamps.put(refused.step(), refused.stamp());
        tell(session.refused(refused.step(), refused.refusal()));
      }
      case Journal.Stalled stalled -> tell(session.stalled(stalled.seconds()));
    }
  }

  private void tell(List<Alert> found) {
    for (Alert alert : found) {
      if (said.add(alert.id())) {
        Journal.append(folder.resolve(ALERTS), alert.json().toString());
        keep(alert);
        listener.alert(alert);
      }
    }
  }

  private void keep(Alert alert) {
    alarmed |= alert.severity() == Severity.ALARM;
    alerts.add(alert);
    if (alerts.size() > KEPT) {
      alerts.poll();
    }
  }

  private void note(String note) {
    if (notes.size() < KEPT && notes.add(note)) {
      listener.note(note);
    }
  }

  /** True once there was an alarm, in this watch or an earlier one. */
  public boolean alarmed() {
    return alarmed;
  }

  /** The state of things. */
  public WatchReport report() {
    return session.report(
        run.toString(), List.copyOf(alerts), List.copyOf(notes), options.accuracy());
  }

  /** The fold behind it. */
  public Session session() {
    return session;
  }
}
