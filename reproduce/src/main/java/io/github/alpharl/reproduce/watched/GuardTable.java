package io.github.alpharl.reproduce.watched;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a guard makes of every fault, beside the same runs without one. */
final class GuardTable {

  private final List<KeptRuns.Kept> guarded;
  private final Map<Cell, KeptRuns.Kept> plain = new LinkedHashMap<>();

  /** A table of {@code guarded} and of those of {@code plain} that are the same but for that. */
  GuardTable(List<KeptRuns.Kept> guarded, List<KeptRuns.Kept> plain) {
    this.guarded = guarded;
    plain.forEach(run -> this.plain.put(run.cell(), run));
  }

  /** Pairs by what is done to them. */
  private Map<String, List<Pair>> pairs() {
    Map<String, List<Pair>> pairs = new LinkedHashMap<>();
    for (KeptRuns.Kept run : guarded) {
      Cell twin = run.cell().unguarded();
      Optional.ofNullable(plain.get(twin))
          .ifPresent(
              other ->
                  pairs
                      .computeIfAbsent(twin.variant(), _ -> new ArrayList<>())
                      .add(new Pair(run.series(), other.series())));
    }
    return pairs;
  }

  private record Pair(RunSeries with, RunSeries without) {

    static double end(RunSeries series) {
      return value(series.scores().getLast());
    }

    private static double value(MetricRow row) {
      return row.values().get(Signal.VALIDATION);
    }

    double before() {
      return without.scores().stream()
          .filter(row -> row.step() == Cell.PREFIX)
          .mapToDouble(Pair::value)
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  Grid grid() {
    Grid grid =
        new Grid(
            "Validation with and without a guard (a value a seed; mean)",
            List.of(
                "fault",
                "runs",
                "at step " + Cell.PREFIX,
                "end without",
                "end with",
                "mean without",
                "mean with",
                "interventions: at step → back to"));
    pairs()
        .forEach(
            (variant, pairs) ->
                grid.row(
                    variant,
                    pairs.size(),
                    list(pairs, Pair::before),
                    list(pairs, pair -> Pair.end(pair.without())),
                    list(pairs, pair -> Pair.end(pair.with())),
                    mean(pairs, pair -> Pair.end(pair.without())),
                    mean(pairs, pair -> Pair.end(pair.with())),
                    String.join("; ", pairs.stream().map(GuardTable::interventions).toList())));
    return grid;
  }

  private static String list(List<Pair> pairs, Function<Pair, Double> value) {
    return String.join(" ", pairs.stream().map(pair -> number(value.apply(pair))).toList());
  }

  private static String mean(List<Pair> pairs, Function<Pair, Double> value) {
    return number(pairs.stream().mapToDouble(value::apply).average().orElse(Double.NaN));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String interventions(Pair pair) {
    List<String> all = new ArrayList<>();
    for (JsonNode intervention : pair.with().interventions()) {
      all.add(intervention.path("step").asInt() + "→" + intervention.path("to").asInt());
    }
    return all.isEmpty() ? "–" : String.join(" ", all);
  }
}
