package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.trajectory.CrossValidation;
import io.github.alpharl.trajectory.PartialLeastSquares;
import io.github.alpharl.trajectory.PlsFit;
import io.github.alpharl.trajectory.Rank1Factor;
import io.github.alpharl.trajectory.Vectors;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The paper's forecast (arXiv 2510.00553; method, section 4): a one-component PLS of the score y_t
 * on x_t = ‖ΔW_t‖·u₁(t), inverted at y*, times v₁ of the last observed checkpoint.
 *
 * @param baseScore y₀, where the base joins the fit as the point (0, y₀); the paper leaves it out
 */
public record AlphaRl(OptionalDouble baseScore) implements Forecaster {

  /** As in the paper: the base does not join the fit. */
  public AlphaRl() {
    this(OptionalDouble.empty());
  }

  @Override
  public ModuleForecast forecast(ModuleWindow window, Goal goal) {
    requireMovingScores(window);
    requireForwards(window, goal);
    double[][] x = withBase(window.trajectory().scaled());
    double[] y = withBase(window.scores());
    PlsFit fit = PartialLeastSquares.fit(x, y);
    Rank1Factor last = window.trajectory().last();
    return new ModuleForecast(
        window.module(),
        fit.invert(goal.score()),
        last.v(),
        last,
        diagnostics(fit, CrossValidation.q2(x, y), goal.score(), x[x.length - 1]));
  }

  private static Diagnostics diagnostics(
      PlsFit fit, OptionalDouble q2, double target, double[] last) {
    double zStar = fit.score(target);
    double norm = Vectors.norm(last);
    return new Diagnostics(
        fit.scores().length,
        fit.r2(),
        q2,
        fit.slope(),
        zStar,
        extrapolation(fit.scores(), zStar),
        norm == 0 ? 0 : Vectors.dot(fit.velocity(), last) / norm);
  }

  private static double extrapolation(double[] z, double zStar) {
    double lowest = Arrays.stream(z).min().orElseThrow();
    double highest = Arrays.stream(z).max().orElseThrow();
    double outside = Math.max(0, Math.max(zStar - highest, lowest - zStar));
    return outside == 0 ? 0 : outside / (highest - lowest);
  }

  private double[][] withBase(double[][] x) {
    if (baseScore.isEmpty()) {
      return x;
    }
    double[][] joined = new double[x.length + 1][];
    joined[0] = new double[x[0].length];
    System.arraycopy(x, 0, joined, 1, x.length);
    return joined;
  }

  private double[] withBase(double[] y) {
    if (baseScore.isEmpty()) {
      return y;
    }
    double[] joined = new double[y.length + 1];
    joined[0] = baseScore.getAsDouble();
    System.arraycopy(y, 0, joined, 1, y.length);
    return joined;
  }

  private static void requireMovingScores(ModuleWindow window) {
    if (window.lowest() == window.highest()) {
      throw UsageException.of(
          "all %d checkpoints of the window score %s: nothing in the weights moves with a constant"
              + " score; widen the window or measure with more samples",
          window.size(), Texts.number(window.lowest()));
    }
  }

  private static void requireForwards(ModuleWindow window, Goal goal) {
    if (goal.score() < window.lowest()) {
      throw UsageException.of(
          "the target accuracy %s is below every observed score (%s to %s): that would extrapolate"
              + " backwards; name a higher target",
          Texts.number(goal.score()),
          Texts.number(window.lowest()),
          Texts.number(window.highest()));
    }
  }
}
