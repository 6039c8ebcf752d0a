package io.github.alpharl.reproduce.item;

import io.github.alpharl.report.LinePanel;
import java.util.Arrays;
import java.util.List;

/** Values over the seeds as lines of a figure, with their standard errors as bars. */
final class SeedLines {

  private static final double STEP = 0.09; // beside each other, not on each other

  private SeedLines() {}

  /** A line through the means. */
  static LinePanel.Series line(String name, double[] x, List<SeedFigure> values) {
    return LinePanel.Series.line(name, x, means(values), errors(values));
  }

  /** The means as points; the {@code place}-th series of points stands so far to the right. */
  static LinePanel.Series points(String name, double[] x, List<SeedFigure> values, int place) {
    double[] beside = Arrays.stream(x).map(at -> at + STEP * (place - 2)).toArray();
    return line(name, beside, values).asPoints();
  }

  static double[] means(List<SeedFigure> values) {
    return values.stream().mapToDouble(SeedFigure::mean).toArray();
  }

  private static double[] errors(List<SeedFigure> values) {
    return values.stream().mapToDouble(value -> value.over().standardError()).toArray();
  }
}
