package io.github.alpharl.forecast;

import io.github.alpharl.trajectory.ModuleFactors;
import io.github.alpharl.trajectory.ModuleTrajectory;
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

  /** The score of each checkpoint (T). */
  double[] scores();

  /** The sign-aligned rank-1 factors. */
  ModuleTrajectory trajectory();

  /** The factors of each checkpoint (T), of the rank that the forecaster needs. */
  List<ModuleFactors> subspaces();

  /** ⟨ΔW_s, ΔW_t⟩ of the checkpoints (T × T). */
  double[][] products();
}
