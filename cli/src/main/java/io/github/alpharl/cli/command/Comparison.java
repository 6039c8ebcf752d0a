package io.github.alpharl.cli.command;

import io.github.alpharl.eval.figures.Estimate;
import io.github.alpharl.report.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
record Comparison(
    List<Long> window,
    List<Long> fitted,
    long predicted,
    String target,
    List<Row> rows,
    Optional<Estimate> actual) {

  /** How one module was met. */
  record ModuleLine(String name, double relativeError, double cosine) {}

  /** One forecaster; figures are null where it refused. */
  record Row(
      String name,
      Double relativeError,
      Double cosine,
      Double normRatio,
      Estimate accuracy,
      String refused,
      List<ModuleLine> modules) {}

  /** The best that made a forecast. */
  Optional<Row> choice() {
    return rows.stream().filter(row -> row.refused() == null).findFirst();
  }

  /** It as a JSON document. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("window", window);
    document.put("fitted", fitted);
    document.put("predicted", predicted);
    document.put("target", target);
    actual.ifPresent(found -> document.put("actualAccuracy", found));
    document.put("choice", choice().map(Row::name).orElse(null));
    document.put("forecasters", rows);
    return document;
  }

  /** It as a table. */
  void print(PrintWriter out) {
    out.printf(
        "Fitted to %d checkpoints (steps %d to %d), compared at step %d%n",
        fitted.size(), fitted.getFirst(), fitted.getLast(), predicted);
    Table table =
        new Table("forecaster", "relative error", "cosine", "‖predicted‖/‖actual‖", "accuracy");
    for (Row row : rows) {
      table.row(
          row.name(),
          number(row.relativeError()),
          number(row.cosine()),
          number(row.normRatio()),
          row.accuracy() == null ? "–" : shown(row.accuracy()));
    }
    table.print(out);
    actual.ifPresent(found -> out.printf("step %d itself: accuracy %s%n", predicted, shown(found)));
    rows.stream()
        .filter(row -> row.refused() != null)
        .forEach(row -> out.printf("%s refuses: %s%n", row.name(), row.refused()));
    choice().ifPresent(row -> out.printf("choice: %s%n", row.name()));
    if (choice().filter(row -> row.name().equals("hold")).isPresent()) {
      out.println("note: no forecast beats the last checkpoint that it was fitted to");
    }
  }

  private static String shown(Estimate accuracy) {
    return String.format(
        Locale.ROOT, "%.3f [%.3f, %.3f]", accuracy.value(), accuracy.low(), accuracy.high());
  }

  private static String number(Double value) {
    return Table.number(value == null ? Double.NaN : value, 4);
  }
}
