package io.github.alpharl.cli.command;

import io.github.alpharl.checkpoint.Checkpoints;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.cli.progress.Progress;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.ModuleChange;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.Fingerprint;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.factor.ProductStore;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.StepDifferences;
import io.github.alpharl.factor.WindowProducts;
import io.github.alpharl.forecast.Caution;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.ModuleForecast;
import io.github.alpharl.forecast.ModuleWindow;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.forecast.StoredObservation;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.run.Run;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.spectral.Rank;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The observed window of a run, its checkpoints mapped, with what forecasters need of it prepared:
 * the way from checkpoints through forecasts to the changes of a model.
 */
final class ObservedWindow implements AutoCloseable {

  private final RunOptions options;
  private final List<Long> steps;
  private final Supplier<ScoreSeries> scores;
  private final NavigableMap<Long, StepCheckpoint> checkpoints = new TreeMap<>();
  private final HfCheckpoint base;
  private final Map<String, ModuleId> modules = new LinkedHashMap<>();
  private Optional<RunFactors> factors = Optional.empty();
  private Optional<WindowProducts> products = Optional.empty();
  private final StepDifferences differences;
  private final Map<Lesson, Forecaster> learned = new HashMap<>();

  /** What a forecaster learned from: itself untaught and the steps. */
  private record Lesson(Forecaster forecaster, List<Long> seen) {}

  /**
   * Maps base and {@code steps} and prepares what {@code needs} names.
   *
   * @param scores read only where a forecaster needs them
   */
  ObservedWindow(
      RunOptions options, Run run, List<Long> steps, Supplier<ScoreSeries> scores, Needs needs) {
    this.options = options;
    this.steps = List.copyOf(steps);
    this.scores = scores;
    this.differences =
        new StepDifferences(
            run,
            options.store().directory().resolve("differences"),
            options.options(new Rank.Count(1)),
            options.loraAlpha());
    this.base = options.openBase(run);
    try {
      steps.forEach(step -> checkpoints.put(step, options.openStep(run, step)));
      ModulePatterns.standard().modules(base).forEach(module -> modules.put(module.name(), module));
      prepare(run, needs);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void prepare(Run run, Needs needs) {
    if (needs.rank() > 0) {
      FactorStore store = options.store(needs.rank());
      options.update(run, store, new Rank.Count(needs.rank()), steps);
      factors = Optional.of(new RunFactors(store, steps));
      modules.keySet().retainAll(Set.copyOf(factors.get().modules()));
    } else {
      checkpoints.values().forEach(this::requireFits);
    }
    if (needs.products()) {
      products = Optional.of(allProducts());
    }
  }

  private void requireFits(StepCheckpoint checkpoint) {
    switch (checkpoint) {
      case HfCheckpoint model -> Checkpoints.requireSameArchitecture(base, model);
      case LoraAdapter adapter -> adapter.requireFits(base);
    }
  }

  private WindowProducts allProducts() {
    List<ModuleId> all = List.copyOf(modules.values());
    long bytes = all.stream().mapToLong(module -> module.slice(base).data().byteSize()).sum();
    try (Progress progress = Progress.of("products of updates", "bytes", bytes)) {
      return new ProductStore(options.store().directory().resolve("products"))
          .products(base, checkpoints, all, options.threads(), progress::advance);
    }
  }

  /** What the checkpoints hold, whatever they are called: part of the keys of kept results. */
  String identity() {
    return Fingerprint.of(base)
        + checkpoints.entrySet().stream()
            .map(step -> " " + step.getKey() + ":" + Fingerprint.of(step.getValue()))
            .collect(Collectors.joining());
  }

  HfCheckpoint base() {
    return base;
  }

  StepCheckpoint checkpoint(long step) {
    return checkpoints.get(step);
  }

  List<Long> steps() {
    return steps;
  }

  List<ModuleId> modules() {
    return List.copyOf(modules.values());
  }

  /** What a forecaster may see of {@code module} over {@code seen}, some of the steps. */
  StoredObservation observation(String module, List<Long> seen) {
    return new StoredObservation(
        module,
        seen,
        () -> scores.get().accuracies(seen),
        factors,
        name -> products.orElseThrow().of(name, seen),
        differences::between);
  }

  /** Refuses a goal that {@code forecaster} cannot support; one module tells. */
  void requireSupport(Forecaster forecaster, List<Long> seen, Goal goal) {
    String first = modules.keySet().iterator().next();
    learned(forecaster, seen).predict(observation(first, seen), goal);
  }

  /** {@code forecaster} taught by all modules, which takes time once. */
  private Forecaster learned(Forecaster forecaster, List<Long> seen) {
    return learned.computeIfAbsent(
        new Lesson(forecaster, List.copyOf(seen)),
        lesson ->
            forecaster.learned(
                modules.keySet().stream().map(module -> observation(module, seen)).toList()));
  }

  /** The forecasts of all modules, in the order of the model. */
  List<UpdateForecast> predict(Forecaster untaught, List<Long> seen, Goal goal) {
    Forecaster forecaster = learned(untaught, seen);
    // One module at a time: the trajectories of a large model do not fit into memory together.
    return Parallel.map(
        options.threads(),
        List.copyOf(modules.keySet()),
        module -> forecaster.predict(observation(module, seen), goal));
  }

  /** What {@code forecasts} of all modules from the whole window cannot well support. */
  List<String> cautions(List<UpdateForecast> forecasts, Goal goal) {
    List<ModuleForecast> fits = forecasts.stream().flatMap(f -> f.fit().stream()).toList();
    if (fits.isEmpty()) {
      return List.of();
    }
    StoredObservation first = observation(fits.getFirst().module(), steps);
    boolean scored = !Double.isNaN(goal.score());
    double[] y = scored ? first.scores() : new double[steps.size()];
    return Caution.about(fits, new ModuleWindow(first.trajectory(), y), goal);
  }

  /**
   * The model of {@code forecasts}.
   *
   * @param seen the steps that the forecasts' weights are of
   * @param factor of a linear rest: how far along from the first to the last of them
   */
  ModelComposer compose(
      List<UpdateForecast> forecasts, List<Long> seen, RestFrom rest, double factor) {
    List<HfCheckpoint> full = new ArrayList<>();
    int[] place = new int[seen.size()]; // of step t among the full checkpoints that count, or −1
    for (int t = 0; t < place.length; t++) {
      boolean counts = counts(forecasts, t);
      place[t] = counts && checkpoint(seen.get(t)) instanceof HfCheckpoint ? full.size() : -1;
      if (place[t] >= 0) {
        full.add((HfCheckpoint) checkpoint(seen.get(t)));
      }
    }
    List<Map<String, LoraModule>> adapted =
        seen.stream().map(step -> adapted(checkpoint(step))).toList();
    List<ModuleChange> changes =
        forecasts.stream().map(f -> change(f, place, full.size(), adapted)).toList();
    return new ModelComposer(base, full, changes, rest(seen, rest, factor));
  }

  private static boolean counts(List<UpdateForecast> forecasts, int t) {
    return forecasts.stream().anyMatch(forecast -> forecast.update().weights()[t] != 0);
  }

  private static Map<String, LoraModule> adapted(StepCheckpoint checkpoint) {
    return checkpoint instanceof LoraAdapter adapter
        ? adapter.modules().stream().collect(Collectors.toMap(LoraModule::baseTensor, m -> m))
        : Collections.emptyMap();
  }

  /** Weights of full checkpoints stay weights; those of adapters become factors. */
  private ModuleChange change(
      UpdateForecast forecast, int[] place, int full, List<Map<String, LoraModule>> adapted) {
    double[] weights = new double[full];
    ModuleChange change =
        new ModuleChange(
            modules.get(forecast.module()),
            weights,
            forecast.update().left(),
            forecast.update().right());
    for (int t = 0; t < place.length; t++) {
      double weight = forecast.update().weights()[t];
      LoraModule factors = adapted.get(t).get(forecast.module());
      if (place[t] >= 0) {
        weights[place[t]] = weight;
      } else if (weight != 0 && factors != null) {
        change = change.plusProduct(factors.b(), factors.a(), weight * factors.scaling());
      }
    }
    return change;
  }

  private Rest rest(List<Long> seen, RestFrom rest, double factor) {
    if (rest == RestFrom.BASE || !(checkpoint(seen.getLast()) instanceof HfCheckpoint to)) {
      return new Rest.Base();
    }
    return rest == RestFrom.LINEAR && checkpoint(seen.getFirst()) instanceof HfCheckpoint from
        ? new Rest.Linear(from, to, factor)
        : new Rest.Step(to);
  }

  @Override
  public void close() {
    factors.ifPresent(RunFactors::close);
    differences.close();
    checkpoints.values().forEach(StepCheckpoint::close);
    base.close();
  }
}
