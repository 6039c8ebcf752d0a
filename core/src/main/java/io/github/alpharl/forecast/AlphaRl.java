package io.github.alpharl.forecast;

import io.github.alpharl.factor.Rank1Factor;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.linearity.CrossValidation;
import io.github.alpharl.linearity.PartialLeastSquares;
import io.github.alpharl.linearity.PlsFit;
import io.github.alpharl.score.StepClock;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The paper's forecast (arXiv 2510.00553; method, section 4): a one-component PLS of the score y_t
 * on x_t = ‖ΔW_t‖·u₁(t), inverted at y*, times v₁ of the last observed checkpoint.
 *
 * @param variant how it departs from that
 */
public record AlphaRl(Variant variant) implements Forecaster {

  /** As in the paper: the base does not join the fit. */
  public AlphaRl() {
    this(Variant.PAPER);
  }

  @Override
  public Needs needs() {
    return new Needs(variant.regressor() != Variant.Regressor.STEP, variant.rank(), false);
  }

  @Override
  public UpdateForecast predict(Observation window, Goal goal) {
    int steps = window.steps().size();
    double[] scores = needs().scores() ? window.scores() : new double[steps];
    ModuleForecast fit =
        forecast(new ModuleWindow(window.trajectory(), scores, window.clock()), goal);
    Update update;
    if (variant.rank() > 1) {
      SubspaceFit.Found found =
          SubspaceFit.of(
              window.subspaces(),
              regressor(window.times(), scores),
              target(goal, window.clock()),
              variant);
      fit = new ModuleForecast(fit.module(), fit.x(), fit.v(), fit.last(), found.diagnostics());
      update = found.update();
    } else {
      update = variant.composition().update(steps, fit);
    }
    return new UpdateForecast(
        variant.holds(fit.diagnostics()) ? Update.last(window.module(), steps) : update,
        Optional.of(fit));
  }

  /** The rank-1 forecast x̂·v with its figures, before any composition. */
  public ModuleForecast forecast(ModuleWindow window, Goal goal) {
    if (variant.regressor() != Variant.Regressor.STEP) {
      requireMovingScores(window);
      requireForwards(window, goal);
    }
    double[][] x = withBase(window.trajectory().scaled());
    double[] y = withBase(regressor(window.times(), window.scores()));
    double target = target(goal, window.clock());
    PlsFit fit = PartialLeastSquares.fit(x, y);
    Rank1Factor last = window.trajectory().last();
    return new ModuleForecast(
        window.module(),
        shortened(fit.invert(target), x[x.length - 1]),
        variant.forecastV() ? right(window, target) : last.v(),
        last,
        diagnostics(fit, CrossValidation.q2(x, y), target, x[x.length - 1]));
  }

  private double[] regressor(double[] times, double[] scores) {
    double[] y = new double[scores.length];
    for (int t = 0; t < y.length; t++) {
      y[t] = variant.regressor().of(scores[t], times[t]);
    }
    return y;
  }

  private double target(Goal goal, StepClock clock) {
    return variant.regressor() == Variant.Regressor.STEP
        ? clock.at(goal.requireStep("alpharl:step"))
        : variant.regressor().of(goal.score(), 0);
  }

  private double[] shortened(double[] x, double[] last) {
    double[] leap = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      leap[i] = x[i] - last[i];
    }
    double factor = variant.shortened(Vectors.norm(leap), Vectors.norm(last));
    if (factor == 1) {
      return x;
    }
    for (int i = 0; i < x.length; i++) {
      leap[i] = last[i] + factor * leap[i];
    }
    return leap;
  }

  /** v₁ at the target by a PLS of its own on the unit vectors v₁(t), at unit length again. */
  private float[] right(ModuleWindow window, double target) {
    double[][] v =
        window.trajectory().factors().stream()
            .map(factor -> Vectors.scaled(1, factor.v()))
            .toArray(double[][]::new);
    double[] y = regressor(window.times(), window.scores());
    double[] forecast = PartialLeastSquares.fit(v, y).invert(target);
    double norm = Vectors.norm(forecast);
    return norm == 0
        ? window.trajectory().last().v()
        : Vectors.rounded(Arrays.stream(forecast).map(a -> a / norm).toArray());
  }

  static Diagnostics diagnostics(PlsFit fit, OptionalDouble q2, double target, double[] last) {
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
    if (variant.baseScore().isEmpty()) {
      return x;
    }
    double[][] joined = new double[x.length + 1][];
    joined[0] = new double[x[0].length];
    System.arraycopy(x, 0, joined, 1, x.length);
    return joined;
  }

  private double[] withBase(double[] y) {
    if (variant.baseScore().isEmpty()) {
      return y;
    }
    double[] joined = new double[y.length + 1];
    joined[0] = variant.regressor().of(variant.baseScore().getAsDouble(), 0);
    System.arraycopy(y, 0, joined, 1, y.length);
    return joined;
  }

  private static void requireMovingScores(ModuleWindow window) {
    if (window.lowest() == window.highest()) {
      throw UsageException.of(
          "all %d checkpoints of the window score %s: nothing in the weights moves with a constant"
              + " score; widen the window or measure with more samples",
          window.size(), Wording.number(window.lowest()));
    }
  }

  private static void requireForwards(ModuleWindow window, Goal goal) {
    if (goal.score() < window.lowest()) {
      throw UsageException.of(
          "the target accuracy %s is below every observed score (%s to %s): that would extrapolate"
              + " backwards; name a higher target",
          Wording.number(goal.score()),
          Wording.number(window.lowest()),
          Wording.number(window.highest()));
    }
  }
}
