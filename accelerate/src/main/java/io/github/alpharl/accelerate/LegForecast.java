package io.github.alpharl.accelerate;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.compose.ModuleChange;
import io.github.alpharl.compose.Rest;
import io.github.alpharl.factor.Decomposer;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.ProductStore;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.factor.WindowProducts;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.forecast.Forecaster;
import io.github.alpharl.forecast.Goal;
import io.github.alpharl.forecast.StoredObservation;
import io.github.alpharl.run.Run;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.spectral.SpectralOptions;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A forecast from one leg's checkpoints, the leg's start being the base and checkpoint t step t.
 *
 * @param start the model that the leg started from
 * @param checkpoints models of the leg, rising, the last one as precise as there is (T)
 * @param store for factors and products
 */
record LegForecast(Path start, List<Path> checkpoints, Path store) {

  private static final int LEAST = 3;

  /** True where {@code forecaster} can predict from this leg. */
  boolean supports(Forecaster forecaster, double reach) {
    if (checkpoints.size() < LEAST) {
      return false;
    }
    try (Opened opened = new Opened(forecaster)) {
      opened.predict(opened.modules.getFirst(), reach);
      return true;
    } catch (UsageException refusal) {
      return false;
    }
  }

  /** Writes the model that lies {@code reach} legs beyond the end, in the end's types. */
  void write(Path target, Forecaster forecaster, double reach) {
    try (Opened opened = new Opened(forecaster)) {
      List<ModuleChange> changes =
          opened.modules.stream().map(module -> opened.predict(module, reach)).toList();
      new ModelComposer(opened.end(), opened.others(), changes, new Rest.Step(opened.end()))
          .writeCheckpoint(
              target,
              opened.modules.stream().map(ModuleId::tensorName).collect(Collectors.toSet()));
    }
  }

  private List<Long> steps() {
    return LongStream.rangeClosed(1, checkpoints.size()).boxed().toList();
  }

  /** The leg's models, mapped, with what a forecaster needs of them. */
  private final class Opened implements AutoCloseable {

    private final Forecaster forecaster;
    private final HfCheckpoint base = HfCheckpoint.open(start);
    private final NavigableMap<Long, StepCheckpoint> models = new TreeMap<>();
    private final List<ModuleId> modules = ModulePatterns.standard().modules(base);
    private Optional<RunFactors> factors = Optional.empty();
    private Optional<WindowProducts> products = Optional.empty();

    Opened(Forecaster forecaster) {
      this.forecaster = forecaster;
      try {
        steps().forEach(step -> models.put(step, HfCheckpoint.open(directory(step))));
        prepare();
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    private Path directory(long step) {
      return checkpoints.get(Math.toIntExact(step) - 1);
    }

    private void prepare() {
      int threads = Runtime.getRuntime().availableProcessors();
      int rank = forecaster.needs().rank();
      if (rank > 0) {
        NavigableMap<Long, Path> places = new TreeMap<>();
        steps().forEach(step -> places.put(step, directory(step)));
        FactorStore kept = new FactorStore(store.resolve("rank-" + rank));
        new RunDecomposition(
                new Run(store, start, OptionalLong.empty(), places, List.of()),
                kept,
                new Decomposer.Options(
                    new Rank.Count(rank), SpectralOptions.DEFAULT, threads, false),
                OptionalDouble.empty())
            .update(steps(), RunDecomposition.Listener.NONE);
        factors = Optional.of(new RunFactors(kept, steps()));
      }
      if (forecaster.needs().products()) {
        products =
            Optional.of(
                new ProductStore(store.resolve("products"))
                    .products(base, models, modules, threads, _ -> {}));
      }
    }

    HfCheckpoint end() {
      return (HfCheckpoint) models.lastEntry().getValue();
    }

    /** The start and all checkpoints but the last, which the composer takes as its base. */
    List<HfCheckpoint> others() {
      List<HfCheckpoint> others = new ArrayList<>(List.of(base));
      models.headMap(models.lastKey()).values().forEach(model -> others.add((HfCheckpoint) model));
      return others;
    }

    /** Weights over the start and the checkpoints become weights over {@link #others}. */
    ModuleChange predict(ModuleId module, double reach) {
      long goal = checkpoints.size() + Math.max(1, Math.round(reach * checkpoints.size()));
      Update update =
          forecaster
              .predict(
                  new StoredObservation(
                      module.name(),
                      steps(),
                      () -> new double[0],
                      factors,
                      name -> products.orElseThrow().of(name, steps()),
                      (_, _, name) -> {
                        throw new IllegalStateException(
                            name + ": learned forecasters take no legs");
                      }),
                  Goal.ofStep(goal))
              .update();
      double[] weights = new double[checkpoints.size()];
      double ofStart = 1;
      for (int t = 0; t < weights.length; t++) {
        ofStart -= update.weights()[t];
      }
      weights[0] = ofStart;
      System.arraycopy(update.weights(), 0, weights, 1, weights.length - 1);
      return new ModuleChange(module, weights, update.left(), update.right());
    }

    @Override
    public void close() {
      factors.ifPresent(RunFactors::close);
      models.values().forEach(StepCheckpoint::close);
      base.close();
    }
  }
}
