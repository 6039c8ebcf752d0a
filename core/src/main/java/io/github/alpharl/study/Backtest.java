package io.github.alpharl.study;

import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.factor.product.Agreement;
import io.github.alpharl.factor.product.UpdateProducts;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.race.Asking;
import io.github.alpharl.race.KeptResults;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Forecasters fitted to the first part of an observed window and compared with its last checkpoint.
 * What is computed is kept in the store.
 */
public final class Backtest {

  /** Per cent of the window's checkpoints that are fitted, unless asked otherwise. */
  public static final double FIT = 50;

  private final ObservedWindow observed;
  private final List<Long> seen;
  private final long end;
  private final TargetKind target;
  private final LateScores series;
  private final KeptResults kept;
  private final String identity;

  /** How score-driven forecasters learn where the window ends. */
  public enum TargetKind {
    /** Its step; the accuracy there is read off a curve through the part that is fitted. */
    STEP,
    /** Its measured accuracy. */
    ACCURACY
  }

  /** A forecaster with its forecasts, or with the reason why it has none. */
  public record Attempt(String name, List<UpdateForecast> forecasts, String refused) {
    /** True where it has forecasts. */
    public boolean made() {
      return refused == null;
    }
  }

  /**
   * A backtest on {@code observed}.
   *
   * @param seen the steps that are fitted, see {@link #fitted}
   * @param series read where a forecaster needs it
   */
  public Backtest(ObservedWindow observed, List<Long> seen, TargetKind target, LateScores series) {
    this.observed = observed;
    this.seen = seen;
    this.end = observed.steps().getLast();
    this.target = target;
    this.series = series;
    this.kept = new KeptResults(observed.study().store().directory().resolve("compare"));
    this.identity = observed.identity();
  }

  /**
   * The first {@code fit} per cent of a window's {@code steps}, at least two and not all.
   *
   * @throws UsageException for fewer than three steps
   */
  public static List<Long> fitted(List<Long> steps, double fit) {
    if (!(fit > 0 && fit < 100)) {
      throw UsageException.of("the fitted part must lie between 0 and 100 per cent, not %s", fit)
          .by(Setting.FIT);
    }
    if (steps.size() < 3) {
      throw UsageException.of(
          "a backtest fits at least 2 checkpoints and predicts a later one; the window of steps %d"
              + " to %d holds %d; widen it",
          steps.getFirst(), steps.getLast(), steps.size());
    }
    int fitted = (int) Math.round(steps.size() * fit / 100);
    return steps.subList(0, Math.clamp(fitted, 2, steps.size() - 1));
  }

  /** What all of {@code chosen} need. */
  public static Needs needs(Map<String, Forecaster> chosen) {
    return chosen.values().stream().map(Forecaster::needs).reduce(Needs.NOTHING, Needs::and);
  }

  /** The steps that are fitted. */
  public List<Long> seen() {
    return seen;
  }

  /** The step that forecasts are to meet. */
  public long end() {
    return end;
  }

  /** Where results are kept. */
  public KeptResults kept() {
    return kept;
  }

  /** Of the window's content. */
  public String identity() {
    return identity;
  }

  /** The scores that forecasts may depend on. */
  public String known() {
    return target
        + " "
        + series.seen().map(s -> s.upTo(end).scores().toString()).orElse("no scores");
  }

  /** Compares {@code chosen}; by accuracy too, and chosen by it, where it can be measured. */
  public Comparison run(Map<String, Forecaster> chosen, Optional<Accuracies> accuracies) {
    List<Attempt> attempts = attempts(chosen);
    List<Map<String, Agreement>> met = meet(attempts);
    List<Comparison.Row> rows = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      rows.add(row(attempts.get(i), met.get(i), accuracies));
    }
    rows.sort(order(accuracies.isPresent()));
    return new Comparison(
        observed.steps(),
        seen,
        end,
        target.name().toLowerCase(Locale.ROOT),
        rows,
        accuracies.map(Accuracies::ofTheEnd));
  }

  /**
   * Computes what {@code asking} leaves to this process, of what {@link #run} then finds.
   *
   * @return how many results are missing, those of other processes
   */
  public int share(Map<String, Forecaster> chosen, Optional<Accuracies> accuracies, Asking asking) {
    List<Attempt> made = attempts(chosen).stream().filter(Attempt::made).toList();
    List<String> modules = modules(made);
    List<Integer> places = IntStream.range(0, modules.size()).boxed().toList();
    List<Boolean> met =
        Parallel.map(
            observed.study().options().threads(),
            places,
            m ->
                asking.computes(m)
                    ? meet(made, modules.get(m), m) != null
                    : kept.find(key(made, modules.get(m)), Agreement[].class).isPresent());
    int missing = (int) met.stream().filter(there -> !there).count();
    return missing + accuracies.map(measured -> share(made, measured, asking)).orElse(0);
  }

  private static int share(List<Attempt> made, Accuracies measured, Asking asking) {
    int missing = 0;
    for (int i = 0; i <= made.size(); i++) { // the window's end is the last
      Optional<Attempt> attempt = made.stream().skip(i).findFirst();
      if (asking.computes(i)) {
        attempt.ifPresentOrElse(measured::of, measured::ofTheEnd);
      }
      missing += measured.isKept(attempt) ? 0 : 1;
    }
    return missing;
  }

  private List<Attempt> attempts(Map<String, Forecaster> chosen) {
    return chosen.entrySet().stream().map(e -> attempt(e.getKey(), e.getValue())).toList();
  }

  private Attempt attempt(String name, Forecaster forecaster) {
    try {
      return new Attempt(name, observed.predict(forecaster, seen, goal(forecaster)), null);
    } catch (UsageException refusal) {
      return new Attempt(name, List.of(), refusal.getMessage());
    }
  }

  /** The window's end as a goal, from what is known after the fitted part. */
  private Goal goal(Forecaster forecaster) {
    if (!forecaster.needs().scores()) {
      return Goal.ofStep(end);
    }
    return target == TargetKind.STEP
        ? new Target.ByStep(end).resolve(series.get(), seen)
        : Goal.of(series.get().accuracies(List.of(end))[0], end);
  }

  /** For each attempt, how its forecast of each module meets the window's end. */
  private List<Map<String, Agreement>> meet(List<Attempt> attempts) {
    List<Attempt> made = attempts.stream().filter(Attempt::made).toList();
    List<String> modules = modules(made);
    List<Integer> places = IntStream.range(0, modules.size()).boxed().toList();
    List<Agreement[]> found =
        Parallel.map(
            observed.study().options().threads(), places, m -> meet(made, modules.get(m), m));
    return attempts.stream()
        .map(
            attempt -> {
              Map<String, Agreement> byModule = new LinkedHashMap<>();
              int at = made.indexOf(attempt);
              for (int m = 0; at >= 0 && m < modules.size(); m++) {
                byModule.put(modules.get(m), found.get(m)[at]);
              }
              return byModule;
            })
        .toList();
  }

  private Agreement[] meet(List<Attempt> made, String name, int place) {
    return kept.get(
        key(made, name),
        Agreement[].class,
        () -> {
          var module =
              observed.modules().stream().filter(m -> m.name().equals(name)).findFirst().get();
          List<UpdateRows> rows =
              seen.stream()
                  .map(step -> UpdateRows.of(observed.base(), observed.checkpoint(step), module))
                  .toList();
          UpdateRows actual = UpdateRows.of(observed.base(), observed.checkpoint(end), module);
          return UpdateProducts.compare(
                  rows, actual, made.stream().map(a -> a.forecasts().get(place).update()).toList())
              .toArray(Agreement[]::new);
        });
  }

  private String key(List<Attempt> made, String module) {
    return String.join("\n", "agreement", identity, module, seen.toString(), known(), names(made));
  }

  private static List<String> modules(List<Attempt> made) {
    return made.stream()
        .limit(1)
        .flatMap(first -> first.forecasts().stream().map(UpdateForecast::module))
        .toList();
  }

  private static String names(List<Attempt> made) {
    return made.stream().map(Attempt::name).collect(Collectors.joining(","));
  }

  private static Comparison.Row row(
      Attempt attempt, Map<String, Agreement> met, Optional<Accuracies> accuracies) {
    if (!attempt.made()) {
      return new Comparison.Row(
          attempt.name(), null, null, null, null, attempt.refused(), List.of());
    }
    Agreement all = met.values().stream().reduce(Agreement.NONE, Agreement::plus);
    List<Comparison.ModuleLine> modules =
        met.entrySet().stream()
            .map(
                e ->
                    new Comparison.ModuleLine(
                        e.getKey(), e.getValue().relativeError(), e.getValue().cosine()))
            .toList();
    return new Comparison.Row(
        attempt.name(),
        all.relativeError(),
        all.cosine(),
        Math.sqrt(all.predicted2() / all.actual2()),
        accuracies.map(measured -> measured.of(attempt)).orElse(null),
        null,
        modules);
  }

  /** The best first: by accuracy where it was measured, else by error; who refused comes last. */
  private static Comparator<Comparison.Row> order(boolean measured) {
    Comparator<Comparison.Row> byError =
        Comparator.comparingDouble(
            row -> row.relativeError() == null ? Double.POSITIVE_INFINITY : row.relativeError());
    return measured
        ? Comparator.<Comparison.Row>comparingDouble(
                row -> row.accuracy() == null ? 1 : -row.accuracy().value())
            .thenComparing(byError)
        : byError;
  }
}
