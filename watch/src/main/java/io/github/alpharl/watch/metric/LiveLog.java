package io.github.alpharl.watch.metric;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The log of a run that is watched live, perhaps once more: what was taken in before is known. */
public final class LiveLog {

  private final Optional<Path> given;
  private final Path home;
  private final Consumer<Path> found;
  private HandedOver known = new HandedOver();
  private Optional<Path> before = Optional.empty();
  private Optional<MetricSource> source = Optional.empty();
  private boolean rests;

  /**
   * The log {@code given}, else the one that the run keeps in {@code home}.
   *
   * @param found hears which one it keeps, once it has one
   */
  public LiveLog(Optional<Path> given, Path home, Consumer<Path> found) {
    this.given = given;
    this.home = home;
    this.found = found;
  }

  /** An earlier watch read {@code path}. */
  public void recall(Path path) {
    before = Optional.of(path);
  }

  /** An earlier watch took {@code row} in. */
  public void recall(MetricRow row) {
    known.add(row);
  }

  /**
   * What a look brought.
   *
   * @param rows that are new, in the order of the log
   * @param late figures of steps whose rows were taken in before
   */
  public record News(List<MetricRow> rows, List<MetricRow> late) {

    /** Nothing. */
    public static final News NONE = new News(List.of(), List.of());

    /** Copies the lists. */
    public News {
      rows = List.copyOf(rows);
      late = List.copyOf(late);
    }
  }

  /** Looks once. */
  public News look() {
    if (source.isEmpty()) {
      source = open();
    }
    if (source.isEmpty()) {
      return News.NONE;
    }
    List<MetricRow> read = source.get().poll(false);
    rests = read.isEmpty();
    List<MetricRow> late = new ArrayList<>();
    List<MetricRow> rows = sift(read, late);
    late.addAll(sift(source.get().late(), late));
    if (rests) {
      known = new HandedOver(); // all that an earlier watch read was read again
    }
    return new News(rows, late);
  }

  private Optional<MetricSource> open() {
    if (given.isPresent()) {
      return given.map(MetricSources::open);
    }
    Optional<MetricSource> again = before.filter(Files::exists).map(MetricSources::again);
    if (again.isPresent() || !Files.isDirectory(home)) {
      return again;
    }
    Optional<MetricSource> own = MetricSources.findLive(home);
    own.map(MetricSource::path).filter(path -> !before.equals(Optional.of(path))).ifPresent(found);
    return own;
  }

  /** Those that are new; of those that are known, figures that are new become {@code late}. */
  private List<MetricRow> sift(List<MetricRow> read, List<MetricRow> late) {
    if (known.isEmpty()) {
      return read;
    }
    List<MetricRow> fresh = new ArrayList<>();
    for (MetricRow row : read) {
      switch (known.kind(row)) {
        case KNOWN -> {}
        case LATE -> late.add(known.rest(row));
        case NEW -> fresh.add(row);
      }
    }
    return fresh;
  }

  /** The key that {@code signal} is read from, once it was met. */
  public Optional<String> key(Signal signal) {
    return source.flatMap(log -> log.key(signal));
  }

  /** What was passed over or chosen, and what is missing. */
  public List<Remark> remarks() {
    if (source.isEmpty()) {
      return List.of(
          Remark.of("no log of the trainer is found yet: the weights alone are watched"));
    }
    MetricSource log = source.get();
    if (!Files.exists(log.path())) {
      return List.of(Remark.of(log.path() + ": there is no such log yet; waiting"));
    }
    List<Remark> remarks = new ArrayList<>(List.of(Remark.of("the log is " + log.path())));
    remarks.addAll(log.remarks());
    log.strange().filter(_ -> rests).ifPresent(remarks::add);
    return remarks;
  }
}
