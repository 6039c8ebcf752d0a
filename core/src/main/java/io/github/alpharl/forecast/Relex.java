package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.vector.Line;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/**
 * RELEX (arXiv 2605.21468; method, section 5): the flattened updates of the window, stacked into M
 * (T × d), have the right singular vectors q_r; the coefficients c_t = ⟨row t, q_r⟩ follow a
 * straight line k·t + c₀ over the steps of the clock, and the predicted update is Σ_r (k_r·t* +
 * c₀_r)·q_r.
 *
 * <p>With MMᵀ = A Λ Aᵀ (T × T) all of it is a mixture of checkpoints: c_t = √λ_r·A_tr and q_r = Σ_t
 * (A_tr/√λ_r)·ΔW_t. So one pass over the checkpoints makes the products, another one the model.
 *
 * @param rank how many q_r, at most T
 */
public record Relex(int rank) implements Forecaster {

  /** Below this share of λ₁ an eigenvalue is rounding. */
  private static final double ROUNDING = 1e-12;

  /** Refuses a rank that is none. */
  public Relex {
    if (rank < 1) {
      throw UsageException.of("relex: the rank must be at least 1, not %d", rank);
    }
  }

  @Override
  public Needs needs() {
    return Needs.PRODUCTS;
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    double target = window.clock().at(goal.requireStep("relex"));
    double[] steps = window.times();
    if (steps.length < 2) {
      throw UsageException.of(
          "relex draws a line and needs at least 2 checkpoints after the base; widen the window");
    }
    EigenDecompositionSymmetric eigen =
        new EigenDecompositionSymmetric(new Array2DRowRealMatrix(window.products()));
    double[] weights = new double[steps.length];
    double largest = eigen.getEigenvalue(0); // descending
    for (int r = 0; r < Math.min(rank, steps.length); r++) {
      double lambda = eigen.getEigenvalue(r);
      if (lambda > ROUNDING * largest) {
        addComponent(weights, lambda, eigen.getEigenvector(r).toArray(), steps, target);
      }
    }
    return UpdateForecast.mixture(window, weights);
  }

  private static void addComponent(
      double[] weights, double lambda, double[] a, double[] steps, double target) {
    double root = Math.sqrt(lambda);
    double[] c = new double[a.length];
    for (int t = 0; t < a.length; t++) {
      c[t] = root * a[t];
    }
    double predicted = Line.through(steps, c).at(target);
    for (int t = 0; t < a.length; t++) {
      weights[t] += predicted * a[t] / root;
    }
  }
}
