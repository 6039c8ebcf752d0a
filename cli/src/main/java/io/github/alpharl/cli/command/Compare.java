package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.Run;
import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.cli.kept.KeptResults;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.eval.figures.Estimate;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Forecasters;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.trajectory.Agreement;
import io.github.alpharl.trajectory.Parallel;
import io.github.alpharl.trajectory.ScoreSeries;
import io.github.alpharl.trajectory.UpdateProducts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl compare}: forecasters side by side on what is already known. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Backtests forecasters: fits each to the first part of an observed window, predicts the"
            + " window's last checkpoint, and shows how far each is off. Killed at any moment, the"
            + " same command goes on and ends with the same result.",
    footer = {
      "",
      "Examples:",
      "  alpharl compare RUN --scores scores.csv --window 40%%",
      "  alpharl compare RUN --window 40%% --forecasters hold,velocity:lag=1,relex --json",
      "  alpharl compare RUN --window 40%% --evaluate chained-arithmetic --problems 512"
    })
public final class Compare implements Callable<Integer> {

  /** How score-driven forecasters learn where the window ends. */
  enum TargetKind {
    /** Its step; the accuracy there is read off a curve through the part that is fitted. */
    STEP,
    /** Its measured accuracy. */
    ACCURACY
  }

  @Mixin private RunOptions run;
  @Mixin private WindowOption window;
  @Mixin private ScoreOptions scores;
  @Mixin private ValidationTask validation;
  @Mixin private Output output;

  @Option(
      names = "--forecasters",
      paramLabel = "NAME",
      split = ",",
      description = "Some of " + Forecasters.FORMS + ".")
  private List<String> forecasters = Forecasters.STANDARD;

  @Option(
      names = "--fit",
      paramLabel = "P",
      description = "Per cent of the window's checkpoints that are fitted (default: 50).")
  private double fit = 50;

  @Option(
      names = "--target",
      paramLabel = "step|accuracy",
      description =
          "What alpharl is told of the window's end: its step, or its accuracy (default: step).")
  private TargetKind target = TargetKind.STEP;

  @Option(
      names = "--evaluate",
      paramLabel = "TASK",
      description =
          "Also try the predicted models on validation problems of this task of the lab, and choose"
              + " by their accuracy.")
  private String task;

  @Option(
      names = "--problems",
      defaultValue = "512",
      paramLabel = "N",
      description = "Validation problems for each model (default: ${DEFAULT-VALUE}).")
  private int problems;

  private ScoreSeries series; // read when asked for
  private List<Long> seen; // the steps that are fitted
  private long end;
  private KeptResults kept;
  private String identity; // of the run's content

  /** A forecaster with its forecasts, or with the reason why it has none. */
  private record Attempt(String name, List<UpdateForecast> forecasts, String refused) {
    boolean made() {
      return refused == null;
    }
  }

  @Override
  public Integer call() {
    Run opened = run.open();
    opened.notes().forEach(run::warn);
    List<Long> steps = window.select(opened);
    split(steps);
    List<String> names = forecasters.stream().map(String::strip).distinct().toList();
    Map<String, Forecaster> chosen = new LinkedHashMap<>();
    names.forEach(name -> chosen.put(name, Forecasters.parse(name)));
    Needs needs = chosen.values().stream().map(Forecaster::needs).reduce(Needs.NOTHING, Needs::and);
    kept = new KeptResults(run.store().directory().resolve("compare"));
    try (ObservedWindow observed = new ObservedWindow(run, opened, steps, this::series, needs)) {
      identity = observed.identity();
      List<Attempt> attempts =
          chosen.entrySet().stream().map(e -> attempt(observed, e.getKey(), e.getValue())).toList();
      List<Map<String, Agreement>> met = meet(observed, attempts);
      List<Comparison.Row> rows = new ArrayList<>();
      for (int i = 0; i < attempts.size(); i++) {
        rows.add(row(observed, attempts.get(i), met.get(i)));
      }
      rows.sort(order());
      Comparison found =
          new Comparison(
              steps, seen, end, target.name().toLowerCase(Locale.ROOT), rows, actual(observed));
      if (output.json()) {
        output.printJson(found.document());
      } else {
        found.print(output.out());
      }
    }
    return 0;
  }

  private void split(List<Long> steps) {
    if (!(fit > 0 && fit < 100)) {
      throw UsageException.of("--fit must lie between 0 and 100 per cent, not %s", fit);
    }
    if (steps.size() < 3) {
      throw UsageException.of(
          "a backtest fits at least 2 checkpoints and predicts a later one; the window %s holds %d;"
              + " widen it",
          window, steps.size());
    }
    int fitted = (int) Math.round(steps.size() * fit / 100);
    seen = steps.subList(0, Math.clamp(fitted, 2, steps.size() - 1));
    end = steps.getLast();
  }

  private ScoreSeries series() {
    if (series == null) {
      series = scores.read(run.path());
    }
    return series;
  }

  private Attempt attempt(ObservedWindow observed, String name, Forecaster forecaster) {
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
        ? new Target.ByStep(end).resolve(series(), seen)
        : Goal.of(series().accuracies(List.of(end))[0], end);
  }

  /** For each attempt, how its forecast of each module meets the window's end. */
  private List<Map<String, Agreement>> meet(ObservedWindow observed, List<Attempt> attempts) {
    List<Attempt> made = attempts.stream().filter(Attempt::made).toList();
    List<String> modules =
        made.isEmpty()
            ? List.of()
            : made.getFirst().forecasts().stream().map(UpdateForecast::module).toList();
    List<Integer> places = IntStream.range(0, modules.size()).boxed().toList();
    List<Agreement[]> found =
        Parallel.map(run.threads(), places, m -> meet(observed, made, modules.get(m), m));
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

  private Agreement[] meet(ObservedWindow observed, List<Attempt> made, String name, int place) {
    String key =
        String.join("\n", "agreement", identity, name, seen.toString(), known(), names(made));
    return kept.get(
        key,
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

  /** The scores that forecasts may depend on. */
  private String known() {
    return target + " " + (series == null ? "no scores" : series.upTo(end).scores().toString());
  }

  private static String names(List<Attempt> made) {
    return made.stream().map(Attempt::name).collect(Collectors.joining(","));
  }

  private Comparison.Row row(ObservedWindow observed, Attempt attempt, Map<String, Agreement> met) {
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
        task == null ? null : accuracy(observed, attempt),
        null,
        modules);
  }

  private Estimate accuracy(ObservedWindow observed, Attempt attempt) {
    return accuracy(
        attempt.name() + "\n" + known(),
        () -> observed.compose(attempt.forecasts(), seen, RestFrom.LAST, 1));
  }

  /** Of the window's last checkpoint itself, which the forecasts try to be. */
  private Optional<Estimate> actual(ObservedWindow observed) {
    if (task == null) {
      return Optional.empty();
    }
    List<Long> all = observed.steps();
    List<UpdateForecast> held = observed.predict(Forecasters.parse("hold"), all, Goal.ofStep(end));
    return Optional.of(accuracy("actual", () -> observed.compose(held, all, RestFrom.LAST, 1)));
  }

  private Estimate accuracy(String model, java.util.function.Supplier<ModelComposer> composer) {
    String key =
        String.join(
            "\n",
            "answers",
            identity,
            seen.toString(),
            model,
            task,
            validation.settings(),
            Integer.toString(problems));
    boolean[] answers =
        kept.get(
            key,
            boolean[].class,
            () ->
                validation.answers(
                    composer.get(), run.store().directory().resolve("models"), task, 0, problems));
    double[] shares = new double[answers.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = answers[i] ? 1 : 0;
    }
    return Estimate.of(shares);
  }

  /** The best first: by accuracy where it was measured, else by error; who refused comes last. */
  private Comparator<Comparison.Row> order() {
    Comparator<Comparison.Row> byError =
        Comparator.comparingDouble(
            row -> row.relativeError() == null ? Double.POSITIVE_INFINITY : row.relativeError());
    return task == null
        ? byError
        : Comparator.<Comparison.Row>comparingDouble(
                row -> row.accuracy() == null ? 1 : -row.accuracy().value())
            .thenComparing(byError);
  }
}
