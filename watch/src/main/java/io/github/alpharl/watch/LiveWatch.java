package io.github.alpharl.watch;

import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.StepStamp;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.watch.alert.Alert;
import io.github.alpharl.watch.alert.Severity;
import io.github.alpharl.watch.metric.LiveLog;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.StepRows;
import io.github.alpharl.watch.weight.WeightRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
  private final LiveLog log;
  private final StepRows joined = new StepRows();
  private final StallClock stall = new StallClock();
  private final Map<Long, String> stamps = new HashMap<>();
  private final Set<String> said = new HashSet<>();
  private final Deque<Alert> alerts = new ArrayDeque<>();
  private final NoteBook notes;
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
    notes = new NoteBook(listener::note);
    log = new LiveLog(options.metrics(), home, path -> event(new Journal.Found(path)));
    session = new Session(options.runLength(), log::key);
    gauge = new Gauge(notes::add);
    scores = new ScoreList(home, notes::add);
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
          switch (event) {
            case Journal.Logged logged -> log.recall(logged.row());
            case Journal.Late late -> log.recall(late.row());
            case Journal.Measured known -> measured.add(known.row().step());
            default -> {}
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
      LiveLog.News logged = logged();
      boolean measured = checkpoints(logged.rows());
      logged.late().forEach(row -> event(new Journal.Late(row)));
      boolean scored = scored();
      stall
          .stalled(clock.getAsLong())
          .ifPresent(seconds -> event(new Journal.Stalled(session.step(), seconds)));
      boolean news = !logged.equals(LiveLog.News.NONE) || scored || measured;
      if (news || untold) {
        untold = false;
        listener.looked();
      }
      return news;
    }
  }

  /** What no watch of this run took in before. */
  private LiveLog.News logged() {
    LiveLog.News news = read();
    if (!news.rows().isEmpty()) {
      stall.step(clock.getAsLong());
    } else if (open) {
      event(new Journal.Paused());
    }
    log.remarks().forEach(notes::add);
    return news;
  }

  private LiveLog.News read() {
    try {
      return log.look();
    } catch (AlphaRlException e) {
      notes.add(e.getMessage() + "; passed over until it changes");
      return LiveLog.News.NONE;
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
      study.run().notes().forEach(notes::add);
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
      notes.add(notYet.getMessage() + "; waiting");
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
        notes.add(directory + " was deleted while it was read; going on with the next");
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
      case Journal.Found found -> log.recall(found.log());
      case Journal.Late late -> tell(session.late(late.row()));
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

  /** True once there was an alarm, in this watch or an earlier one. */
  public boolean alarmed() {
    return alarmed;
  }

  /** The state of things. */
  public WatchReport report() {
    return session.report(run.toString(), List.copyOf(alerts), notes.list(), options.accuracy());
  }

  /** The fold behind it. */
  public Session session() {
    return session;
  }
}
