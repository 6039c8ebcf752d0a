package io.github.alpharl.linearity;

import io.github.alpharl.factor.ModuleTrajectory;
import java.util.List;

/**
 * A module's trajectory in the plane and on the line of the fit, a point a step.
 *
 * @param module its name
 * @param steps rising (T)
 * @param pca principal components (T × 2, fewer where there are fewer)
 * @param tsne t-SNE (T × 2)
 * @param pls z, the one component of the fit (T)
 * @param y the score (T)
 */
public record Projection(
    String module, List<Long> steps, double[][] pca, double[][] tsne, double[] pls, double[] y) {

  /** Of {@code trajectory} with the scores {@code y} (T). */
  public static Projection of(ModuleTrajectory trajectory, double[] y) {
    double[][] x = trajectory.scaled();
    return new Projection(
        trajectory.module(),
        trajectory.steps(),
        PrincipalComponents.of(x, 2).points(),
        TSne.project(x),
        PartialLeastSquares.fit(trajectory.directions(), y).scores(),
        y);
  }
}
