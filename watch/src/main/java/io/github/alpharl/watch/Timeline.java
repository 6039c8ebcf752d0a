package io.github.alpharl.watch;

import io.github.alpharl.watch.metric.MetricRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The order in which a finished run showed itself: a checkpoint after the last row of its step, or
 * of the step before it where that was not logged. Of several attempts at a step the last one wrote
 * the checkpoint that is there.
 */
final class Timeline {

  private final List<MetricRow> rows;
  private final Map<Integer, List<Long>> after = new TreeMap<>();

  /**
   * An order.
   *
   * @param rows as they were logged
   * @param checkpoints the steps that there are
   */
  Timeline(List<MetricRow> rows, NavigableSet<Long> checkpoints) {
    this.rows = rows;
    int row = rows.size() - 1;
    for (long step : checkpoints.descendingSet()) {
      while (row >= 0 && rows.get(row).step() > step) {
        row--;
      }
      after.computeIfAbsent(row, _ -> new ArrayList<>()).addFirst(step);
    }
  }

  /** Goes through it. */
  void play(Consumer<MetricRow> metrics, LongConsumer checkpoint) {
    after.getOrDefault(-1, List.of()).forEach(checkpoint::accept);
    for (int i = 0; i < rows.size(); i++) {
      metrics.accept(rows.get(i));
      after.getOrDefault(i, List.of()).forEach(checkpoint::accept);
    }
  }
}
