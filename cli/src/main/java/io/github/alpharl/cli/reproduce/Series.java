package io.github.alpharl.cli.reproduce;

import io.github.alpharl.report.LinePanel;
import java.util.Arrays;
import java.util.List;

/** Values over the seeds as lines of a figure, with their standard errors as bars. */
final class Series {

  private static final double STEP = 0.09; // beside each other, not on each other

  private Series() {}

  /** A line through the means. */
  static LinePanel.Series line(String name, double[] x, List<Value> values) {
    return LinePanel.Series.line(name, x, means(values), errors(values));
  }

  /** The means as points; the {@code place}-th series of points stands so far to the right. */
  static LinePanel.Series points(String name, double[] x, List<Value> values, int place) {
    double[] beside = Arrays.stream(x).map(at -> at + STEP * (place - 2)).toArray();
    return line(name, beside, values).asPoints();
  }

  static double[] means(List<Value> values) {
    return values.stream().mapToDouble(Value::mean).toArray();
  }

  private static double[] errors(List<Value> values) {
    return values.stream().mapToDouble(value -> value.over().standardError()).toArray();
  }
}
