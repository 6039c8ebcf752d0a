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
    Path parent = run.toAbsolutePath().normalize().getParent();
    for (Path place : parent == null ? new Path[] {run} : new Path[] {run, parent}) {
      Path lines = place.resolve("metrics.jsonl");
      if (Files.isRegularFile(lines)) {
        return Optional.of(new JsonLinesSource(lines));
      }
    }
    if (Files.isDirectory(run) && TrainerStates.newest(run).isPresent()) {
      return Optional.of(new TrainerStateSource(run));
    }
    return Files.isDirectory(run)
        ? EventFiles.newest(EventFiles.below(run)).map(EventSource::new)
        : Optional.empty();
  }
}
