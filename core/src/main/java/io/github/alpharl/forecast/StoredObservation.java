package io.github.alpharl.forecast;

import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.factor.RunFactors;
import io.github.alpharl.score.StepClock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A window of a run whose factors and products were prepared as far as they are needed.
 *
 * @param factors where a forecaster needs any
 * @param gram the inner products of a module's updates over these steps
 * @param between the updates between two steps
 */
public record StoredObservation(
    String module,
    List<Long> steps,
    StepClock clock,
    Supplier<double[]> known,
    Optional<RunFactors> factors,
    Function<String, double[][]> gram,
    Between between)
    implements Observation {

  /** Where the update of a module from one step to another comes from; step 0 is the base. */
  @FunctionalInterface
  public interface Between {

    /** The top triplet of W_to − W_from. */
    Rank1Factor update(long from, long to, String module);
  }

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

  @Override
  public Rank1Factor difference(int from, int to) {
    return between.update(from < 0 ? 0 : steps.get(from), steps.get(to), module);
  }
}
