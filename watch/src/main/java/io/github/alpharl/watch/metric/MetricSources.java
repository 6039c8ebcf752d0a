package io.github.alpharl.watch.metric;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.TrainerStates;
import io.github.alpharl.score.tensorboard.EventFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds and opens the log of a run. */
public final class MetricSources {

  private MetricSources() {}

  /**
   * The log {@code path}, of any form; a file that is not there yet is taken for JSON lines.
   *
   * @throws UsageException if its directory is not there either
   */
  public static MetricSource open(Path path) {
    if (Files.isDirectory(path)) {
      return TrainerStates.newest(path).isPresent()
          ? new TrainerStateSource(path)
          : new EventSource(path);
    }
    if (!Files.exists(path)) {
      requireParent(path);
      return new JsonLinesSource(path);
    }
    if (EventFiles.isEventFile(path)) {
      return new EventSource(path);
    }
    if (path.endsWith("trainer_state.json")) {
      return new TrainerStateSource(path);
    }
    return isJsonLines(path) ? new JsonLinesSource(path) : new TableSource(path);
  }

  private static void requireParent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw UsageException.of("%s: there is no such log, nor its directory", path);
    }
  }

  /** A file whose first line begins an object and ends it, or that is empty yet. */
  private static boolean isJsonLines(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      String start = new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
      String first = start.strip().lines().findFirst().orElse("{}").strip();
      boolean rest = start.contains("\n");
      return path.toString().endsWith(".jsonl")
          || (first.startsWith("{") && (first.endsWith("}") || !rest));
    } catch (IOException e) {
      throw Disk.failed("cannot read", path, e);
    }
  }

  /**
   * The log that {@code run} keeps by itself: {@code metrics.jsonl} there or beside it (prime-rl,
   * the lab), the trainer's state of its newest checkpoint, or TensorBoard's files below it.
   */
  public static Optional<MetricSource> find(Path run) {
    return lines(run).or(() -> state(run)).or(() -> events(run));
  }

  /** Like {@link #find} while the run grows: a trainer's state is written at saves only. */
  public static Optional<MetricSource> findLive(Path run) {
    return lines(run).or(() -> events(run)).or(() -> state(run));
  }

  /** The log that {@link #findLive} found at {@code path}, again. */
  public static MetricSource again(Path path) {
    return Files.isDirectory(path) && !EventFiles.below(path).isEmpty()
        ? EventSource.ofStarts(path)
        : open(path);
  }

  private static Optional<MetricSource> lines(Path run) {
    Path parent = run.toAbsolutePath().normalize().getParent();
    return (parent == null ? Stream.of(run) : Stream.of(run, parent))
        .map(place -> place.resolve("metrics.jsonl"))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(JsonLinesSource::new);
  }

  private static Optional<MetricSource> state(Path run) {
    return Files.isDirectory(run) && TrainerStates.newest(run).isPresent()
        ? Optional.of(new TrainerStateSource(run))
        : Optional.empty();
  }

  private static Optional<MetricSource> events(Path run) {
    return Files.isDirectory(run) && !EventFiles.below(run).isEmpty()
        ? Optional.of(EventSource.ofStarts(run))
        : Optional.empty();
  }
}
