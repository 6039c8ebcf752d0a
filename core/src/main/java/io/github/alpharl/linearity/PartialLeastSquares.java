package io.github.alpharl.linearity;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.vector.Vectors;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Partial least squares with one component in closed form, as scikit-learn's {@code
 * PLSRegression(n_components=1, scale=True)} computes it (method, section 3). A handful of passes
 * over X: O(T·m) time, O(T·m) memory.
 */
public final class PartialLeastSquares {

  /** A deviation below this share of the column's mean is rounding: the column never moves. */
  private static final double ROUNDING = 1e-14;

  private PartialLeastSquares() {}

  /**
   * Fits y (T) on X (T × m).
   *
   * @throws UsageException for fewer than two rows
   */
  public static PlsFit fit(double[][] x, double[] y) {
    requireShapes(x, y);
    double[] mean = columnMeans(x);
    double[] deviation = columnDeviations(x, mean); // s, 0 for a still column
    double[][] xs = standardised(x, mean, deviation); // X̃
    double yMean = Vectors.mean(y);
    double[] yc = centred(y, yMean);
    double[] w = unit(transposedTimes(xs, yc)); // X̃ᵀỹ / ‖X̃ᵀỹ‖
    double[] z = times(xs, w); // X̃ w
    double zz = Vectors.dot(z, z);
    boolean defined = zz > 0 && isMoving(y);
    double[] p = defined ? Vectors.scaled(1 / zz, transposedTimes(xs, z)) : new double[mean.length];
    double slope = defined ? Vectors.dot(z, yc) / zz : 0;
    OptionalDouble r2 = defined ? OptionalDouble.of(r2(yc, z, slope)) : OptionalDouble.empty();
    double[] s = Arrays.stream(deviation).map(d -> d == 0 ? 1 : d).toArray();
    return new PlsFit(mean, s, w, z, p, slope, yMean, r2);
  }

  /** True when the values are not all the same. */
  static boolean isMoving(double[] y) {
    return Arrays.stream(y).anyMatch(value -> value != y[0]);
  }

  static double[] columnMeans(double[][] x) {
    double[] sum = new double[x[0].length];
    for (double[] row : x) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += row[j];
      }
    }
    return Vectors.scaled(1.0 / x.length, sum);
  }

  /** The deviation of a column from its sum of centred squares over {@code rows}; 0 when still. */
  static double deviation(double squares, double mean, int rows) {
    double s = Math.sqrt(Math.max(0, squares) / (rows - 1));
    return s <= ROUNDING * Math.abs(mean) ? 0 : s;
  }

  static double[] centred(double[] y, double mean) {
    return Arrays.stream(y).map(value -> value - mean).toArray();
  }

  private static double[] columnDeviations(double[][] x, double[] mean) {
    double[] squares = new double[mean.length];
    for (double[] row : x) {
      for (int j = 0; j < squares.length; j++) {
        double d = row[j] - mean[j];
        squares[j] += d * d;
      }
    }
    for (int j = 0; j < squares.length; j++) {
      squares[j] = deviation(squares[j], mean[j], x.length);
    }
    return squares;
  }

  private static double[][] standardised(double[][] x, double[] mean, double[] deviation) {
    double[][] xs = new double[x.length][mean.length];
    for (int t = 0; t < x.length; t++) {
      for (int j = 0; j < mean.length; j++) {
        xs[t][j] = deviation[j] == 0 ? 0 : (x[t][j] - mean[j]) / deviation[j];
      }
    }
    return xs;
  }

  /** Xᵀa (m). */
  private static double[] transposedTimes(double[][] x, double[] a) {
    double[] product = new double[x[0].length];
    for (int t = 0; t < x.length; t++) {
      for (int j = 0; j < product.length; j++) {
        product[j] += x[t][j] * a[t];
      }
    }
    return product;
  }

  /** Xw (T). */
  private static double[] times(double[][] x, double[] w) {
    return Arrays.stream(x).mapToDouble(row -> Vectors.dot(row, w)).toArray();
  }

  private static double[] unit(double[] a) {
    double norm = Vectors.norm(a);
    return norm == 0 ? a : Vectors.scaled(1 / norm, a);
  }

  /** 1 − Σ(y − ŷ)² / Σ(y − ȳ)². */
  private static double r2(double[] yc, double[] z, double slope) {
    double residual = 0;
    for (int t = 0; t < yc.length; t++) {
      double e = yc[t] - slope * z[t];
      residual += e * e;
    }
    return 1 - residual / Vectors.dot(yc, yc);
  }

  private static void requireShapes(double[][] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(x.length + " rows for " + y.length + " scores");
    }
    if (y.length < 2) {
      throw UsageException.of(
          "a line needs at least 2 checkpoints with a score, found %d; add checkpoints or widen the"
              + " window",
          y.length);
    }
    if (Arrays.stream(x).anyMatch(row -> row.length != x[0].length)) {
      throw new IllegalArgumentException("rows of unequal length");
    }
  }
}
