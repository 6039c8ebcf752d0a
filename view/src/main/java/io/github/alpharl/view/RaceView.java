package io.github.alpharl.view;

import io.github.alpharl.race.Race;
import io.github.alpharl.report.Table;
import io.github.alpharl.study.search.Adjustment;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A race of candidates against the last checkpoint.
 *
 * @param race its result
 * @param leader the coefficients of its leader, one set after the other
 */
public record RaceView(Race.Result race, List<Adjustment> leader) implements View {

  @Override
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("leader", race.leader());
    document.put("adjustments", leader);
    document.put("accepted", race.accepted());
    document.put("leaderRight", race.leaderRight());
    document.put("lastRight", race.incumbentRight());
    document.put("wins", race.test().wins());
    document.put("losses", race.test().losses());
    document.put("chance", race.test().chance());
    document.put("standings", race.standings());
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    Table table = new Table("candidate", "problems", "right");
    race.standings().stream()
        .limit(10)
        .forEach(s -> table.row(s.name(), s.problems(), Table.percent(s.accuracy())));
    table.print(out);
    out.printf(
        Locale.ROOT,
        "%s against the last checkpoint: %d to %d right, %d wins, %d losses, by chance %.2g: %s%n",
        race.leader(),
        race.leaderRight(),
        race.incumbentRight(),
        race.test().wins(),
        race.test().losses(),
        race.test().chance(),
        race.accepted() ? "taken" : "not proven better, so the last checkpoint stays");
  }
}
