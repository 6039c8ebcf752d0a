package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.UsageException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Finds the column that counts the steps of a metric. */
final class StepChoice {

  private StepChoice() {}

  /** The column named, else the form's own place for steps, else the surest name. */
  static MetricColumn of(
      MetricTable table, MetricColumn metric, Optional<String> named, List<String> notes) {
    if (named.isPresent()) {
      return table
          .column(named.get())
          .orElseThrow(
              () ->
                  UsageException.of(
                      "%s has no column \"%s\" for the steps", table.source(), named.get()));
    }
    return table.steps().orElseGet(() -> surest(table, metric, notes));
  }

  private static MetricColumn surest(MetricTable table, MetricColumn metric, List<String> notes) {
    String prefix = StepNames.prefix(metric.name());
    List<MetricColumn> candidates =
        table.columns().stream()
            .filter(
                column ->
                    column != metric && column.stepRank().isPresent() && meets(column, metric))
            .sorted(Comparator.comparingInt(column -> rank(column, prefix)))
            .toList();
    if (candidates.isEmpty()) {
      throw BadDataException.of(
              "%s: no column counts the steps of %s (step, global_step or _step)",
              table.source(), metric.name())
          .in(table.source(), metric.name())
          .as(Defect.MISSING);
    }
    MetricColumn chosen = candidates.getFirst();
    candidates.stream()
        .skip(1)
        .filter(other -> !agrees(chosen, other, metric))
        .findFirst()
        .ifPresent(
            other ->
                notes.add(
                    "%s: the steps are those of %s, not of %s"
                        .formatted(table.source(), chosen.name(), other.name())));
    return chosen;
  }

  /** slime counts {@code eval/NAME} by {@code eval/step}: the same prefix is surest. */
  private static int rank(MetricColumn column, String prefix) {
    boolean same = !prefix.isEmpty() && column.name().equals(prefix + "step");
    return same ? -2 : column.stepRank().orElseThrow();
  }

  private static boolean meets(MetricColumn steps, MetricColumn metric) {
    for (int i = 0; i < metric.size(); i++) {
      if (steps.at(metric.row(i)).isPresent()) {
        return true;
      }
    }
    return metric.size() == 0;
  }

  private static boolean agrees(MetricColumn chosen, MetricColumn other, MetricColumn metric) {
    for (int i = 0; i < metric.size(); i++) {
      OptionalDouble one = chosen.at(metric.row(i));
      OptionalDouble two = other.at(metric.row(i));
      if (one.isPresent() && two.isPresent() && one.getAsDouble() != two.getAsDouble()) {
        return false;
      }
    }
    return true;
  }
}
