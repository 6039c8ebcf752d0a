package io.github.alpharl.view;

import io.github.alpharl.forecast.curve.ScoreForecast;
import io.github.alpharl.forecast.curve.ScoreOutlook;
import io.github.alpharl.report.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a score is going.
 *
 * @param found the forecast
 */
public record ForecastView(ScoreOutlook found) implements View {

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("lastStep", found.last().step());
    document.put("lastAccuracy", found.last().accuracy());
    document.put("curve", found.forecast().choice().curve().label());
    document.put("points", found.points());
    found.reach().ifPresent(reached -> document.put("reach", document(reached)));
    document.put("laterScores", found.later().size());
    document.put("laterWithin", found.hits());
    document.put("verdict", found.verdict());
    return document;
  }

  private static Map<String, Object> document(ScoreOutlook.Reach reach) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("accuracy", reach.accuracy());
    document.put("step", Nullable.of(reach.step()));
    document.put("earliest", Nullable.of(reach.earliest()));
    document.put("latest", Nullable.of(reach.latest()));
    document.put("until", reach.until());
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    Table table = new Table("step", "accuracy", "95 % from", "to");
    for (ScoreForecast.Point point : found.points()) {
      table.row(
          point.step(),
          Table.number(point.value(), 3),
          Table.number(point.low(), 3),
          Table.number(point.high(), 3));
    }
    table.print(out);
    found.verdict().forEach(out::println);
  }
}
