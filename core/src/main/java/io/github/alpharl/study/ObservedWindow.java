package io.github.alpharl.study;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.product.ProductStore;
import io.github.alpharl.factor.product.StepDifferences;
import io.github.alpharl.factor.product.WindowProducts;
import io.github.alpharl.forecast.Caution;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.ModuleForecast;
import io.github.alpharl.forecast.ModuleWindow;
import io.github.alpharl.forecast.Needs;
import io.github.alpharl.forecast.StoredObservation;
import io.github.alpharl.forecast.Target;
import io.github.alpharl.forecast.UpdateForecast;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.spectral.Rank;
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
import java.util.stream.IntStream;

/**
 * The observed window of a run, its checkpoints mapped, with what forecasters need of it prepared:
 * the way from checkpoints through forecasts to the changes of a model.
 */
public final class ObservedWindow implements AutoCloseable {

  private final RunStudy study;
  private final List<Long> steps;
  private final Supplier<ScoreSeries> scores;
  private final StepClock clock;
  private final NavigableMap<Long, StepCheckpoint> checkpoints = new TreeMap<>();
  private final HfCheckpoint base;
  private final Map<String, ModuleId> modules = new LinkedHashMap<>();
  private Optional<RunFactors> factors = Optional.empty();
  private Optional<WindowProducts> products = Optional.empty();
  private final StepDifferences differences;
  private final Map<Lesson, Forecaster> learned = new HashMap<>();

  /** What a forecaster learned from: itself untaught and the steps. */
  private record Lesson(Forecaster forecaster, List<Long> seen) {}

  /** Maps base and {@code steps} and prepares what {@code needs} names. */
  ObservedWindow(
      RunStudy study,
      List<Long> steps,
      Supplier<ScoreSeries> scores,
      Needs needs,
      StepClock clock) {
    this(study, steps, scores, needs, clock, Integer.MAX_VALUE);
  }

  /** Like the other one, with at most {@code most} of the modules, evenly spread. */
  ObservedWindow(
      RunStudy study,
      List<Long> steps,
      Supplier<ScoreSeries> scores,
      Needs needs,
      StepClock clock,
      int most) {
    this.study = study;
    this.steps = List.copyOf(steps);
    this.scores = scores;
    this.clock = clock;
    this.differences =
        new StepDifferences(
            study.weights(),
            study.store().directory().resolve("differences"),
            study.options().decomposition(new Rank.Count(1)));
    this.base = study.weights().base();
    try {
      steps.forEach(step -> checkpoints.put(step, study.weights().hold(step).alignedTo(base)));
      study.tell(steps);
      checkpoints.forEach((step, of) -> RunDecomposition.requireTrained(step, base, of));
      study
          .options()
          .patterns()
          .modules(base)
          .forEach(module -> modules.put(module.name(), module));
      spread(most);
      prepare(needs);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void spread(int most) {
    List<String> all = List.copyOf(modules.keySet());
    if (all.size() > most) {
      modules
          .keySet()
          .retainAll(
              IntStream.range(0, most)
                  .mapToObj(i -> all.get((int) ((long) i * all.size() / most)))
                  .collect(Collectors.toSet()));
    }
  }

  private void prepare(Needs needs) {
    if (needs.rank() > 0) {
      FactorStore store = study.store(needs.rank());
      study.update(store, new Rank.Count(needs.rank()), steps);
      factors = Optional.of(new RunFactors(store, steps));
      factors.get().note().ifPresent(study.listener()::note);
      StoredDoubts.tell(study, factors.get());
      modules.keySet().retainAll(Set.copyOf(factors.get().modules()));
    }
    if (needs.products()) {
      products = Optional.of(allProducts());
    }
    if (factors.isEmpty()) {
      products.ifPresentOrElse(
          known -> StoredDoubts.tell(study, known), () -> StoredDoubts.tell(study, steps));
    }
  }

  private WindowProducts allProducts() {
    List<ModuleId> all = List.copyOf(modules.values());
    long bytes = all.stream().mapToLong(module -> module.slice(base).bytes()).sum();
    try (StudyListener.Work work = study.listener().begin("products of updates", "bytes", bytes)) {
      return new ProductStore(study.store().directory().resolve("products"))
          .products(
              base,
              checkpoints,
              study.weights().content(steps),
              all,
              study.options().threads(),
              work::advance);
    }
  }

  /** What the checkpoints hold, whatever they are called: part of the keys of kept results. */
  public String identity() {
    return study.weights().fingerprint()
        + steps.stream()
            .map(step -> " " + step + ":" + study.weights().fingerprint(step))
            .collect(Collectors.joining())
        + clock.identity(steps);
  }

  /** The study that it belongs to. */
  public RunStudy study() {
    return study;
  }

  /** The base model. */
  public HfCheckpoint base() {
    return base;
  }

  /** The checkpoint of one of the steps. */
  public StepCheckpoint checkpoint(long step) {
    return checkpoints.get(step);
  }

  /** How steps are counted. */
  public StepClock clock() {
    return clock;
  }

  /** The observed steps, rising (T). */
  public List<Long> steps() {
    return steps;
  }

  /** The modules that are forecast, in the order of the model. */
  public List<ModuleId> modules() {
    return List.copyOf(modules.values());
  }

  /** What a forecaster may see of {@code module} over {@code seen}, some of the steps. */
  public StoredObservation observation(String module, List<Long> seen) {
    return new StoredObservation(
        module,
        seen,
        clock,
        () -> scores.get().accuracies(seen),
        factors,
        name -> products.orElseThrow().of(name, seen),
        differences::between);
  }

  /** Refuses a goal that {@code forecaster} cannot support; one module tells. */
  public void requireSupport(Forecaster forecaster, List<Long> seen, Goal goal) {
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
  public List<UpdateForecast> predict(Forecaster untaught, List<Long> seen, Goal goal) {
    Forecaster forecaster = learned(untaught, seen);
    // One module at a time: the trajectories of a large model do not fit into memory together.
    return Parallel.map(
        study.options().threads(),
        List.copyOf(modules.keySet()),
        module -> forecaster.predict(observation(module, seen), goal));
  }

  /** The accuracies of some of the steps, which are read on demand. */
  public double[] scores(List<Long> some) {
    return scores.get().accuracies(some);
  }

  /**
   * The prediction of {@code forecaster} from the whole window.
   *
   * @throws io.github.alpharl.failure.UsageException where the window cannot support the target
   */
  public Prediction prediction(Forecaster forecaster, Target target) {
    return prediction(forecaster, target.resolve(forecaster, scores, steps));
  }

  /** Like {@link #prediction(Forecaster, Target)}, at a goal that is definite already. */
  public Prediction prediction(Forecaster forecaster, Goal goal) {
    List<UpdateForecast> forecasts = predict(forecaster, steps, goal);
    return new Prediction(this, goal, forecasts, cautions(forecasts, goal));
  }

  /** What {@code forecasts} of all modules from the whole window cannot well support. */
  public List<String> cautions(List<UpdateForecast> forecasts, Goal goal) {
    List<ModuleForecast> fits = forecasts.stream().flatMap(f -> f.fit().stream()).toList();
    if (fits.isEmpty()) {
      return List.of();
    }
    StoredObservation first = observation(fits.getFirst().module(), steps);
    boolean scored = !Double.isNaN(goal.score());
    double[] y = scored ? first.scores() : new double[steps.size()];
    return Caution.about(fits, new ModuleWindow(first.trajectory(), y, clock), goal);
  }

  /**
   * The model of {@code forecasts}.
   *
   * @param seen the steps that the forecasts' weights are of
   * @param factor of a linear rest: how far along from the first to the last of them
   */
  public ModelComposer compose(
      List<UpdateForecast> forecasts, List<Long> seen, RestFrom rest, double factor) {
    return new ModelComposer(
        base,
        seen.stream().map(this::checkpoint).toList(),
        forecasts.stream().map(UpdateForecast::update).toList(),
        rest(seen, rest, factor));
  }

  private Rest rest(List<Long> seen, RestFrom rest, double factor) {
    if (rest == RestFrom.BASE) {
      return new Rest.Left(rest(seen, RestFrom.LAST, 1));
    }
    if (!(checkpoint(seen.getLast()) instanceof HfCheckpoint to)) {
      return new Rest.Adapted(base, checkpoint(seen.getLast()));
    }
    return rest == RestFrom.LINEAR && checkpoint(seen.getFirst()) instanceof HfCheckpoint from
        ? new Rest.Linear(from, to, factor)
        : new Rest.Step(to);
  }

  @Override
  public void close() {
    factors.ifPresent(RunFactors::close);
    differences.close();
  }
}
