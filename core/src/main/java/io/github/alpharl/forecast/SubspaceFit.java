package io.github.alpharl.forecast;

import io.github.alpharl.factor.ModuleFactors;
import io.github.alpharl.linearity.CrossValidation;
import io.github.alpharl.linearity.PartialLeastSquares;
import io.github.alpharl.linearity.PlsFit;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.List;

/**
 * AlphaRL with k directions. Singular vectors change places and signs between checkpoints, so the
 * trajectory is that of the update seen through the last checkpoint's right vectors V (n × k): X_t
 * = α_k(t)·ΔW_t⁽ᵏ⁾·V = α_k(t)·U_tΣ_t(V_tᵀV), flattened (m·k), which no choice of signs changes. One
 * PLS on all of it; the prediction is X̂·Vᵀ.
 */
final class SubspaceFit {

  private SubspaceFit() {}

  /** The update and the figures of the fit. */
  record Found(Update update, Diagnostics diagnostics) {}

  static Found of(List<ModuleFactors> factors, double[] y, double target, Variant variant) {
    ModuleFactors last = factors.getLast();
    int rank = Math.min(variant.rank(), last.rank());
    double[][] x = factors.stream().map(f -> seenThrough(f, last, rank)).toArray(double[][]::new);
    PlsFit fit = PartialLeastSquares.fit(x, y);
    double[] end = x[x.length - 1];
    double[] leap = fit.invert(target);
    for (int i = 0; i < end.length; i++) {
      leap[i] -= end[i];
    }
    double factor = variant.shortened(Vectors.norm(leap), Vectors.norm(end));
    Update update = update(factors.size(), last, rank, end, leap, factor, variant.composition());
    return new Found(update, AlphaRl.diagnostics(fit, CrossValidation.q2(x, y), target, end));
  }

  private static Update update(
      int steps,
      ModuleFactors last,
      int rank,
      double[] end,
      double[] leap,
      double factor,
      Composition composition) {
    int rows = last.u()[0].length;
    Update sum =
        composition == Composition.FULL
            ? Update.last(last.module(), steps)
            : Update.mixture(last.module(), new double[steps]);
    for (int k = 0; k < rank; k++) {
      double[] left = new double[rows];
      double kept = composition == Composition.FULL ? last.sigma()[k] : 0;
      for (int i = 0; i < rows; i++) {
        int at = k * rows + i;
        left[i] = end[at] + factor * leap[at] - kept * last.u()[k][i];
      }
      sum = sum.plus(Update.rank1(last.module(), steps, left, last.v()[k]));
    }
    return sum;
  }

  /** α_k·U Σ (Vᵀ V_T), column after column (k·m). */
  private static double[] seenThrough(ModuleFactors factors, ModuleFactors last, int rank) {
    int rows = last.u()[0].length;
    double[] x = new double[rank * rows];
    int own = Math.min(rank, factors.rank());
    double alpha = factors.alpha(own);
    for (int k = 0; k < rank; k++) {
      for (int j = 0; j < own; j++) {
        double share = alpha * factors.sigma()[j] * Vectors.dot(factors.v()[j], last.v()[k]);
        for (int i = 0; i < rows; i++) {
          x[k * rows + i] += share * factors.u()[j][i];
        }
      }
    }
    return x;
  }
}
