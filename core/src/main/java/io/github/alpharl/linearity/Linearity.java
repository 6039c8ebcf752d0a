package io.github.alpharl.linearity;

import io.github.alpharl.factor.ModuleTrajectory;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How straight the rank-1 direction of a module moves with the score (Property 2 of the paper).
 * Figures are empty where they are undefined: the direction or the score never moves.
 *
 * @param name the module
 * @param points T, the number of checkpoints fitted; the figures of 2 points mean nothing
 * @param r2 R² of the fit of the score on u₁(t)
 * @param q2 cross-validated R² of the same, see {@link CrossValidation}; needs 3 points
 * @param r2Step R² of the fit of the step number on u₁(t)
 */
public record Linearity(
    String name, int points, OptionalDouble r2, OptionalDouble q2, OptionalDouble r2Step) {

  /** Fits {@code scores}, one per step of the trajectory (T ≥ 2), on its directions. */
  public static Linearity of(ModuleTrajectory trajectory, double[] scores) {
    return of(trajectory.module(), trajectory.steps(), scores, trajectory.directions());
  }

  /** Fits scores y (T) and step numbers on X (T × m), T ≥ 2. */
  public static Linearity of(String name, List<Long> steps, double[] y, double[][] x) {
    return of(name, steps, y, x, PartialLeastSquares.fit(x, y));
  }

  /** Like the others, where y is fitted on X already. */
  static Linearity of(String name, List<Long> steps, double[] y, double[][] x, PlsFit fit) {
    double[] stepNumbers = steps.stream().mapToDouble(Long::doubleValue).toArray();
    return new Linearity(
        name,
        y.length,
        fit.r2(),
        CrossValidation.q2(x, y),
        PartialLeastSquares.fit(x, stepNumbers).r2());
  }

  /** True for two points, through which every line passes. */
  public boolean isMeaningless() {
    return points <= 2;
  }
}
