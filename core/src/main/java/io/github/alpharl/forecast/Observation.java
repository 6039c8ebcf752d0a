package io.github.alpharl.forecast;

import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.score.StepClock;
import java.util.List;

/**
 * What a forecaster may look at of one module: an observed window of T checkpoints. Parts are
 * computed or read when asked for; a forecaster says which it {@link Forecaster#needs() needs}.
 */
public interface Observation {

  /** The module's name. */
  String module();

  /** The checkpoints' true steps, rising, without the base (T). */
  List<Long> steps();

  /** How steps are counted; unless told otherwise all alike. */
  default StepClock clock() {
    return StepClock.STEPS;
  }

  /** The place of each checkpoint on the clock, rising (T). */
  default double[] times() {
    return steps().stream().mapToDouble(clock()::at).toArray();
  }

  /** The score of each checkpoint (T). */
  double[] scores();

  /** The sign-aligned rank-1 factors. */
  ModuleTrajectory trajectory();

  /** The factors of each checkpoint (T), of the rank that the forecaster needs. */
  List<ModuleFactors> subspaces();

  /** ⟨ΔW_s, ΔW_t⟩ of the checkpoints (T × T). */
  double[][] products();

  /**
   * The top triplet of W_to − W_from for two of the checkpoints, with a free sign.
   *
   * @param from a place among the steps, or −1 for the base
   * @param to a later place
   */
  Rank1Factor difference(int from, int to);
}
