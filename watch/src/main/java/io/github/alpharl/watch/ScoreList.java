package io.github.alpharl.watch;

import io.github.alpharl.disk.FileState;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.score.ScoreRequest;
import io.github.alpharl.score.Scores;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Scores of checkpoints beside the log, in a {@code scores.csv} that grows. */
final class ScoreList {

  private final Path file;
  private final Consumer<String> notes;
  private final Map<Long, Double> known = new TreeMap<>();
  private FileState seen = FileState.of(Path.of("no such file"));

  ScoreList(Path run, Consumer<String> notes) {
    this.file = run.resolve("scores.csv");
    this.notes = notes;
  }

  /** A score that was handed over before. */
  void recall(MetricRow row) {
    known.put(row.step(), row.values().get(Signal.VALIDATION));
  }

  /** The scores that are new or others than before. */
  List<MetricRow> poll() {
    FileState now = FileState.of(file);
    if (now.equals(seen)) {
      return List.of();
    }
    seen = now;
    List<MetricRow> fresh = new ArrayList<>();
    try {
      Scores.read(file, ScoreRequest.any())
          .series()
          .scores()
          .forEach(
              score -> {
                Double before = known.put(score.step(), score.accuracy());
                if (before == null || before != score.accuracy()) {
                  fresh.add(
                      new MetricRow(score.step(), Map.of(Signal.VALIDATION, score.accuracy())));
                }
              });
    } catch (AlphaRlException e) {
      notes.accept(e.getMessage() + "; passed over until it changes");
    }
    return fresh;
  }
}
