package io.github.alpharl.forecast.curve;

import java.util.Comparator;
import java.util.Optional;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DiagonalMatrix;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer.Optimum;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.hipparchus.util.Pair;

/** One saturating curve fitted to scores by weighted least squares (Levenberg–Marquardt). */
final class CurveFit {

  private static final int ITERATIONS = 200;
  private static final int DESCENTS = 3;
  private static final double SINGULAR = 1e-6;

  private final SaturatingCurve curve;
  private final Points points;
  private final Optimum optimum;
  private final double[] q;

  private CurveFit(SaturatingCurve curve, Points points, Optimum optimum) {
    this.curve = curve;
    this.points = points;
    this.optimum = optimum;
    q = optimum.getPoint().toArray();
  }

  /** The best fit from the curve's most promising starting points; empty when none converges. */
  static Optional<CurveFit> of(SaturatingCurve curve, Points points) {
    return curve.starts(points).stream()
        .sorted(Comparator.comparingDouble(start -> squares(curve, points, start)))
        .limit(DESCENTS)
        .flatMap(start -> descend(curve, points, start).stream())
        .min(Comparator.comparingDouble(fit -> fit.optimum.getCost()));
  }

  SaturatingCurve curve() {
    return curve;
  }

  /** The parameters in natural units. */
  double[] parameters() {
    return curve.natural(q, points.unit());
  }

  /** y(t). */
  double at(double t) {
    return value(q, t);
  }

  /**
   * Standard deviation of y(t) by the delta method: from the binomial variances where known
   * (widened when the residuals exceed them), from the residuals otherwise. A parameter without
   * influence on the fit, such as a ceiling that has run into 1, counts as known.
   */
  double deviation(double t) {
    SingularValueDecomposition jacobian = new SingularValueDecomposition(optimum.getJacobian());
    double least = SINGULAR * jacobian.getNorm();
    RealVector g = new ArrayRealVector(gradient(q, t));
    double variance = g.dotProduct(jacobian.getCovariance(least).operate(g)) * scale();
    return Math.sqrt(Math.max(0, variance));
  }

  /**
   * The variance of a score in units of 1/weight: at least 1 where the weights are binomial, so
   * that over 1 means more scatter than sampling explains.
   */
  double scale() {
    double chi2 = optimum.getCost() * optimum.getCost();
    double perFreedom = chi2 / Math.max(1, points.size() - q.length);
    return points.isWeighted() ? Math.max(1, perFreedom) : perFreedom;
  }

  private static Optional<CurveFit> descend(SaturatingCurve curve, Points points, double[] start) {
    try {
      LeastSquaresProblem problem = problem(curve, points, start);
      Optimum optimum = new LevenbergMarquardtOptimizer().optimize(problem);
      CurveFit fit = new CurveFit(curve, points, optimum);
      boolean finite = Double.isFinite(optimum.getCost()) && Double.isFinite(fit.at(0));
      return finite ? Optional.of(fit) : Optional.empty();
    } catch (MathRuntimeException e) {
      return Optional.empty(); // no convergence from this start
    }
  }

  private static LeastSquaresProblem problem(SaturatingCurve curve, Points points, double[] start) {
    return new LeastSquaresBuilder()
        .model(q -> linearised(curve, points, q.toArray()))
        .target(points.accuracies())
        .weight(new DiagonalMatrix(points.weights()))
        .start(start)
        .lazyEvaluation(false)
        .maxIterations(ITERATIONS)
        .maxEvaluations(10 * ITERATIONS)
        .build();
  }

  private static Pair<RealVector, RealMatrix> linearised(
      SaturatingCurve curve, Points points, double[] q) {
    double[] value = new double[points.size()];
    double[][] jacobian = new double[points.size()][];
    for (int i = 0; i < value.length; i++) {
      value[i] = value(curve, points, q, points.t(i));
      jacobian[i] = gradient(curve, points, q, points.t(i));
    }
    return new Pair<>(new ArrayRealVector(value), new Array2DRowRealMatrix(jacobian));
  }

  private static double squares(SaturatingCurve curve, Points points, double[] q) {
    double sum = 0;
    for (int i = 0; i < points.size(); i++) {
      double residual = points.y(i) - value(curve, points, q, points.t(i));
      sum += residual * residual;
    }
    return sum;
  }

  private double value(double[] at, double t) {
    return value(curve, points, at, t);
  }

  private double[] gradient(double[] at, double t) {
    return gradient(curve, points, at, t);
  }

  private static double value(SaturatingCurve curve, Points points, double[] q, double t) {
    return curve.value(curve.natural(q, points.unit()), t);
  }

  /** Central differences. */
  private static double[] gradient(SaturatingCurve curve, Points points, double[] q, double t) {
    double[] gradient = new double[q.length];
    for (int i = 0; i < q.length; i++) {
      double h = 1e-6 * Math.max(1, Math.abs(q[i]));
      double up = value(curve, points, moved(q, i, h), t);
      double down = value(curve, points, moved(q, i, -h), t);
      gradient[i] = (up - down) / (2 * h);
    }
    return gradient;
  }

  private static double[] moved(double[] q, int i, double h) {
    double[] moved = q.clone();
    moved[i] += h;
    return moved;
  }
}
