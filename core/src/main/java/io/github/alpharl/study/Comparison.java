package io.github.alpharl.study;

import io.github.alpharl.race.Estimate;
import java.util.List;
import java.util.Optional;

/**
 * The result of a backtest.
 *
 * @param window all steps
 * @param fitted those that forecasters saw
 * @param predicted the step that they were to meet
 * @param target what score-driven forecasters were told of it
 * @param rows the best first, who refused last
 * @param actual accuracy of the predicted step itself, where it was measured
 */
public record Comparison(
    List<Long> window,
    List<Long> fitted,
    long predicted,
    String target,
    List<Row> rows,
    Optional<Estimate> actual) {

  /** How one module was met. */
  public record ModuleLine(String name, double relativeError, double cosine) {}

  /** One forecaster; figures are null where it refused. */
  public record Row(
      String name,
      Double relativeError,
      Double cosine,
      Double normRatio,
      Estimate accuracy,
      String refused,
      List<ModuleLine> modules) {}

  /** The best that made a forecast. */
  public Optional<Row> choice() {
    return rows.stream().filter(row -> row.refused() == null).findFirst();
  }
}
