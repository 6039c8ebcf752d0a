package io.github.alpharl.linearity;

import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.factor.RunFactors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * All that a report shows of one module.
 *
 * @param name its name
 * @param norms ‖ΔW_t‖ (T)
 * @param shares σ₁/‖ΔW_t‖ (T); 0 where ΔW_t = 0
 * @param line how the score follows u₁ over the scored steps, where there are two of them
 * @param plane u₁ of some steps on its first two principal components (P × 2)
 * @param planeShare the share of the variance of each of the two
 */
public record ModuleProfile(
    String name,
    double[] norms,
    double[] shares,
    Optional<Line> line,
    double[][] plane,
    double[] planeShare) {

  /**
   * The fit of the score on u₁.
   *
   * @param linearity its figures
   * @param scores z, the steps' scores on the component (S)
   * @param slope a of the line y = a·z + b; 0 where nothing moves
   * @param intercept b
   */
  public record Line(Linearity linearity, double[] scores, double slope, double intercept) {}

  /**
   * Steps to look at.
   *
   * @param all of the factors (T)
   * @param scored those of them that have a score (S)
   * @param accuracies y (S)
   * @param plane those of them for the principal components (P), at least one
   */
  public record Steps(List<Long> all, List<Long> scored, double[] accuracies, List<Long> plane) {}

  /** Reads the trajectory of {@code module} and fits it; O(T·m) memory. */
  public static ModuleProfile of(RunFactors factors, String module, Steps steps) {
    ModuleTrajectory all = factors.trajectory(module, steps.all());
    ModuleTrajectory some = factors.trajectory(module, steps.plane());
    PrincipalComponents plane = PrincipalComponents.of(some.directions(), 2);
    return new ModuleProfile(
        module,
        all.factors().stream().mapToDouble(Rank1Factor::norm).toArray(),
        all.factors().stream().mapToDouble(Rank1Factor::normShare).toArray(),
        line(factors, module, steps),
        Arrays.stream(plane.points()).map(p -> Arrays.copyOf(p, 2)).toArray(double[][]::new),
        Arrays.copyOf(plane.share(), 2));
  }

  private static Optional<Line> line(RunFactors factors, String module, Steps steps) {
    if (steps.scored().size() < 2) {
      return Optional.empty();
    }
    double[][] x = factors.trajectory(module, steps.scored()).directions();
    PlsFit fit = PartialLeastSquares.fit(x, steps.accuracies());
    Linearity linearity = Linearity.of(module, steps.scored(), steps.accuracies(), x, fit);
    return Optional.of(new Line(linearity, fit.scores(), fit.slope(), fit.intercept()));
  }

  /** The mean norm of all {@code modules} by step (T). */
  public static double[] meanNorms(List<ModuleProfile> modules) {
    return mean(modules.stream().map(ModuleProfile::norms).toList());
  }

  /** The mean norm share of all {@code modules} by step (T). */
  public static double[] meanShares(List<ModuleProfile> modules) {
    return mean(modules.stream().map(ModuleProfile::shares).toList());
  }

  /** The linearity of those {@code modules} that have a line. */
  public static LinearityTable linearity(List<ModuleProfile> modules) {
    return new LinearityTable(
        modules.stream().flatMap(module -> module.line().stream()).map(Line::linearity).toList());
  }

  private static double[] mean(List<double[]> rows) {
    return rows.isEmpty()
        ? new double[0]
        : PartialLeastSquares.columnMeans(rows.toArray(double[][]::new));
  }
}
