package io.github.alpharl.forecast;

import io.github.alpharl.trajectory.ModuleFactors;
import io.github.alpharl.trajectory.ModuleTrajectory;
import io.github.alpharl.trajectory.RunFactors;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A window of a run whose factors and products were prepared as far as they are needed.
 *
 * @param factors where a forecaster needs any
 * @param gram the inner products of a module's updates over these steps
 */
public record StoredObservation(
    String module,
    List<Long> steps,
    Supplier<double[]> known,
    Optional<RunFactors> factors,
    Function<String, double[][]> gram)
    implements Observation {

  @Override
  public double[] scores() {
    return known.get();
  }

  @Override
  public ModuleTrajectory trajectory() {
    return factors.orElseThrow().trajectory(module, steps);
  }

  @Override
  public List<ModuleFactors> subspaces() {
    return steps.stream().map(step -> factors.orElseThrow().at(step).module(module)).toList();
  }

  @Override
  public double[][] products() {
    return gram.apply(module);
  }
}
