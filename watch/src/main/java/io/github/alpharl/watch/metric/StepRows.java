package io.github.alpharl.watch.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Joins what a log says of one step in several rows (prime-rl's trainer and orchestrator write one
 * each). A row is whole once the log goes on to another step, or ends.
 */
public final class StepRows {

  private MetricRow open;

  /** The whole rows, after {@code rows} were added to the log. */
  public List<MetricRow> add(List<MetricRow> rows) {
    List<MetricRow> whole = new ArrayList<>();
    for (MetricRow row : rows) {
      if (open != null && open.step() == row.step()) {
        open = open.with(row);
      } else {
        end().ifPresent(whole::add);
        open = row;
      }
    }
    return whole;
  }

  /** The last row, where the log ended or paused. */
  public Optional<MetricRow> end() {
    Optional<MetricRow> last = Optional.ofNullable(open);
    open = null;
    return last;
  }
}
