package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A metric by step.
 *
 * @param steps rising
 * @param values one per step, finite
 * @param rows where in the table each stands
 * @param notes what was passed over or chosen, a sentence each
 */
public record Points(long[] steps, double[] values, int[] rows, List<String> notes) {

  private static final double LARGEST_STEP =
      9007199254740992.0; // 2^53: from here on a double is one of several whole numbers

  /**
   * Joins the numbers of {@code metric} to the steps of their rows. Rows may stand in any order; of
   * several rows of one step the last counts.
   *
   * @param stepColumn the column that counts steps, where it was named
   * @throws BadDataException if no column counts steps, or a step is no whole number
   */
  public static Points of(MetricTable table, MetricColumn metric, Optional<String> stepColumn) {
    List<String> notes = new ArrayList<>();
    MetricColumn steps = StepChoice.of(table, metric, stepColumn, notes);
    requireOneComma(table, steps, metric);
    steps.writtenSteps().ifPresent(written -> notes.add(table.source() + ": " + written));
    List<Integer> found = new ArrayList<>();
    long[] stepOf = new long[metric.size()];
    for (int i = 0; i < metric.size(); i++) {
      OptionalDouble step = steps.at(metric.row(i));
      if (step.isPresent()) {
        stepOf[i] = whole(table, steps, metric.row(i), step.getAsDouble());
        found.add(i);
      }
    }
    noteStepless(table, metric, metric.size() - found.size(), notes);
    found.sort(Comparator.comparingLong(i -> stepOf[i])); // stable: rows of one step keep order
    return lastOfEach(table, metric, stepOf, found, notes);
  }

  /** "1,000" is a thousand where points are decimal, and may be one where commas are. */
  private static void requireOneComma(MetricTable table, MetricColumn steps, MetricColumn metric) {
    if (steps.hasCommaSteps() && metric.decimalCommas() > 0) {
      throw BadDataException.of(
              "%s: %s and %s have commas, of thousands or of decimals; write the steps without",
              table.source(), steps.name(), metric.name())
          .in(table.source(), steps.name());
    }
  }

  private static void noteStepless(
      MetricTable table, MetricColumn metric, int count, List<String> notes) {
    if (count > 0) {
      notes.add(
          "%s: values of %s without a step are left out: %d"
              .formatted(table.source(), metric.name(), count));
    }
  }

  private static Points lastOfEach(
      MetricTable table,
      MetricColumn metric,
      long[] stepOf,
      List<Integer> found,
      List<String> notes) {
    long[] steps = new long[found.size()];
    double[] values = new double[found.size()];
    int[] rows = new int[found.size()];
    List<Long> repeated = new ArrayList<>();
    int size = 0;
    for (int i : found) {
      boolean again = size > 0 && steps[size - 1] == stepOf[i];
      if (again && (repeated.isEmpty() || repeated.getLast() != stepOf[i])) {
        repeated.add(stepOf[i]);
      }
      size -= again ? 1 : 0;
      steps[size] = stepOf[i];
      values[size] = metric.value(i);
      rows[size++] = metric.row(i);
    }
    if (!repeated.isEmpty()) {
      notes.add(
          "%s: steps with more than one value of %s, as after a resume: %d (step %s);"
                  .formatted(
                      table.source(),
                      metric.name(),
                      repeated.size(),
                      Wording.firstFive(repeated.stream().map(String::valueOf).toList()))
              + " the last one counts");
    }
    return new Points(
        Arrays.copyOf(steps, size), Arrays.copyOf(values, size), Arrays.copyOf(rows, size), notes);
  }

  private static long whole(MetricTable table, MetricColumn steps, int row, double step) {
    if (step < 0 || step >= LARGEST_STEP || step != Math.rint(step) || steps.decimalCommas() > 0) {
      throw BadDataException.of(
              "%s: %s must be a whole number of at least 0, found %s%s",
              table.at(row),
              steps.name(),
              Wording.number(step),
              steps.decimalCommas() > 0 ? " (its numbers have commas)" : "")
          .in(table.source(), steps.name());
    }
    return (long) step;
  }
}
