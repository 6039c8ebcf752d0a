package io.github.alpharl.reproduce.own;

import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.LinePanel;
import java.util.Collections;
import java.util.List;

/** Accuracies as lines of a figure, with their standard errors as bars. */
final class Lines {

  private Lines() {}

  static LinePanel.Series of(String name, double[] x, List<Estimate> values) {
    return LinePanel.Series.line(
        name,
        x,
        values.stream().mapToDouble(Estimate::value).toArray(),
        values.stream().mapToDouble(Estimate::standardError).toArray());
  }

  /** One value all along, dashed. */
  static LinePanel.Series flat(String name, double[] x, Estimate value) {
    List<Estimate> all = Collections.nCopies(x.length, value);
    double[] y = all.stream().mapToDouble(Estimate::value).toArray();
    return LinePanel.Series.line(name, x, y).withDashes();
  }
}
