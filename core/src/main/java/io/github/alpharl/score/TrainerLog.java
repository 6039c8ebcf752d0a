package io.github.alpharl.score;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.score.table.MetricColumn;
import io.github.alpharl.score.table.MetricFile;
import io.github.alpharl.score.table.MetricTable;
import io.github.alpharl.score.table.Points;
import io.github.alpharl.score.tensorboard.EventFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a trainer logged, under one name for one thing: rewards, entropy, gradient norm, learning
 * rate and others by step, from wherever it wrote them.
 *
 * <pre>{@code
 * TrainerLog.find(run).flatMap(TrainerLog::clock).map(clock -> clock.at(steps));
 * }</pre>
 */
public final class TrainerLog {

  private final MetricTable table;
  private final Map<Metric, Curve> curves = new EnumMap<>(Metric.class);
  private final Set<String> notes = new LinkedHashSet<>();

  private TrainerLog(MetricTable table) {
    this.table = table;
    notes.addAll(table.notes());
    for (Metric metric : Metric.values()) {
      column(metric).flatMap(this::curve).ifPresent(curve -> curves.put(metric, curve));
    }
  }

  /**
   * The log in {@code source}: a file of any form that {@link Scores} reads, or a directory of
   * TensorBoard's event files.
   *
   * @throws UsageException if there is no such file
   * @throws BadDataException if it is damaged, or no log
   */
  public static TrainerLog read(Path source) {
    return new TrainerLog(MetricFile.read(source));
  }

  /**
   * The log that {@code run} keeps by itself: the trainer's state of its newest checkpoint, else
   * {@code metrics.jsonl} (prime-rl, the lab), else the newest TensorBoard directory in it. One
   * that cannot be read, or has no known metric, is passed over with a note.
   */
  public static Optional<TrainerLog> find(Path run) {
    List<String> passed = new ArrayList<>();
    for (Path source : sources(run, passed)) {
      try {
        TrainerLog log = read(source);
        if (!log.curves.isEmpty()) {
          log.notes.addAll(passed);
          return Optional.of(log);
        }
        passed.add(source + " has no metric of a known name and is passed over");
      } catch (AlphaRlException e) {
        passed.add("the log " + source + " is passed over: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static List<Path> sources(Path run, List<String> notes) {
    List<Path> sources = new ArrayList<>();
    TrainerStates.newest(run).ifPresent(sources::add);
    Path lines = run.resolve("metrics.jsonl");
    if (Files.isRegularFile(lines)) {
      sources.add(lines);
    }
    if (sources.isEmpty()) {
      try {
        events(run, notes).ifPresent(sources::add);
      } catch (UsageException tooMany) {
        notes.add("no TensorBoard log is looked for: " + tooMany.getMessage());
      }
    }
    return sources;
  }

  /** The directory whose event file has the newest time in its name. */
  private static Optional<Path> events(Path run, List<String> notes) {
    Map<Path, List<Path>> groups = EventFiles.below(run);
    Optional<Path> newest = EventFiles.newest(groups);
    if (groups.size() > 1) {
      notes.add(
          "%s holds the event files of %d starts; those in %s are the newest"
              .formatted(run, groups.size(), newest.orElseThrow()));
    }
    return newest;
  }

  /** The column of {@code metric}: the likeliest name that a column with numbers has. */
  private Optional<MetricColumn> column(Metric metric) {
    for (Pattern name : metric.names()) {
      List<MetricColumn> matches =
          table.columns().stream()
              .filter(column -> column.size() > 0 && name.matcher(bare(column.name())).matches())
              .toList();
      if (matches.size() == 1) {
        return Optional.of(matches.getFirst());
      }
      if (matches.size() > 1) {
        notes.add(
            "%s: %s could be any of %s and is left out"
                .formatted(
                    table.source(),
                    metric,
                    Wording.firstFive(matches.stream().map(MetricColumn::name).toList())));
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A name without the "RUN - " of wandb's charts. */
  private static String bare(String name) {
    int run = name.lastIndexOf(" - ");
    return run < 0 ? name : name.substring(run + 3);
  }

  private Optional<Curve> curve(MetricColumn column) {
    Points points = Points.of(table, column, Optional.empty());
    notes.addAll(points.notes());
    if (column.notFinite() > 0) {
      notes.add(
          "%s: values of %s that are NaN, infinite or null are left out: %d"
              .formatted(table.source(), column.name(), column.notFinite()));
    }
    return points.steps().length == 0
        ? Optional.empty()
        : Optional.of(new Curve(column.name(), points.steps(), points.values()));
  }

  /** The file or directory that was read. */
  public Path source() {
    return table.source();
  }

  /** The curve of {@code metric}, if the trainer logged it. */
  public Optional<Curve> curve(Metric metric) {
    return Optional.ofNullable(curves.get(metric));
  }

  /** The clock of the summed learning rate, if rates were logged. */
  public Optional<RateClock> clock() {
    return curve(Metric.LEARNING_RATE).flatMap(rates -> RateClock.of(rates, maxSteps()));
  }

  /** The summed learning rate at each of {@code steps}; empty where the log does not tell it. */
  public Optional<double[]> clock(List<Long> steps) {
    return clock()
        .filter(clock -> steps.stream().allMatch(clock::reaches))
        .map(clock -> clock.at(steps));
  }

  /** The planned number of steps, where the log tells it. */
  public OptionalLong maxSteps() {
    return table.maxSteps();
  }

  /** What was passed over or chosen, one sentence each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
