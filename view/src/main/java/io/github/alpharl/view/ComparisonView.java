package io.github.alpharl.view;

import io.github.alpharl.race.Estimate;
import io.github.alpharl.report.Ink;
import io.github.alpharl.report.Table;
import io.github.alpharl.study.Comparison;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Forecasters side by side.
 *
 * @param found what the backtest found
 */
public record ComparisonView(Comparison found) implements View {

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("window", found.window());
    document.put("fitted", found.fitted());
    document.put("predicted", found.predicted());
    document.put("target", found.target());
    found.actual().ifPresent(accuracy -> document.put("actualAccuracy", accuracy));
    document.put("choice", found.choice().map(Comparison.Row::name).orElse(null));
    document.put("forecasters", found.rows());
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    out.printf(
        "Fitted to %d checkpoints (steps %d to %d), compared at step %d%n",
        found.fitted().size(),
        found.fitted().getFirst(),
        found.fitted().getLast(),
        found.predicted());
    Table table =
        new Table("forecaster", "relative error", "cosine", "‖predicted‖/‖actual‖", "accuracy");
    for (Comparison.Row row : found.rows()) {
      table.row(
          row.name(),
          number(row.relativeError()),
          number(row.cosine()),
          number(row.normRatio()),
          row.accuracy() == null ? "–" : shown(row.accuracy()));
    }
    table.withoutEmpty().print(out);
    found
        .actual()
        .ifPresent(
            accuracy ->
                out.printf("step %d itself: accuracy %s%n", found.predicted(), shown(accuracy)));
    found.rows().stream()
        .filter(row -> row.refused() != null)
        .forEach(row -> out.printf("%s refuses: %s%n", row.name(), row.refused()));
    found
        .choice()
        .ifPresent(row -> out.printf("choice: %s%n", Ink.of(out, Ink.Tone.GOOD, row.name())));
    if (found.choice().filter(row -> row.name().equals("hold")).isPresent()) {
      out.println(
          Ink.of(out, Ink.Tone.DOUBT, "note:")
              + " no forecast beats the last checkpoint that it was fitted to");
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
