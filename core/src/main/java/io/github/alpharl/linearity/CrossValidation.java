package io.github.alpharl.linearity;

import io.github.alpharl.vector.Vectors;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Q² = 1 − Σ(y − ŷ₋)² / Σ(y − ȳ)², where ŷ₋ comes from a {@link PartialLeastSquares} fit that has
 * not seen the row. With m ≫ T a fit is close to 1 on noise; Q² is not, and may be negative.
 *
 * <p>Up to {@value #LEAVE_ONE_OUT_UP_TO} rows each row is left out alone; beyond, {@value #FOLDS}
 * contiguous folds are. Means, deviations and weights of a fold are exact, taken from the sums over
 * all rows less those of the rows left out, so that a fold costs one product X·w: O(folds · T · m)
 * in all.
 */
public final class CrossValidation {

  static final int LEAVE_ONE_OUT_UP_TO = 64;
  static final int FOLDS = 32;

  /** Below this share of a column's squares the difference has lost digits: sum it anew. */
  private static final double CANCELLED = 1e-6;

  private final double[][] d; // X less the mean of all rows (T × m)
  private final double[] e; // y likewise (T)
  private final double[] mean; // x̄ (m)
  private final double[] squares; // Σ d² (m)
  private final double[] products; // Σ d·e (m)

  private CrossValidation(double[][] x, double[] y) {
    mean = PartialLeastSquares.columnMeans(x);
    d = Arrays.stream(x).map(this::centred).toArray(double[][]::new);
    e = PartialLeastSquares.centred(y, Vectors.mean(y));
    squares = new double[mean.length];
    products = new double[mean.length];
    for (int t = 0; t < d.length; t++) {
      for (int j = 0; j < mean.length; j++) {
        squares[j] += d[t][j] * d[t][j];
        products[j] += d[t][j] * e[t];
      }
    }
  }

  /** Q² of y (T) on X (T × m); empty for fewer than 3 rows, or when X or y never moves. */
  public static OptionalDouble q2(double[][] x, double[] y) {
    if (y.length < 3 || !PartialLeastSquares.isMoving(y)) {
      return OptionalDouble.empty();
    }
    CrossValidation sums = new CrossValidation(x, y);
    return sums.isStill() ? OptionalDouble.empty() : OptionalDouble.of(sums.q2());
  }

  private double q2() {
    int folds = d.length <= LEAVE_ONE_OUT_UP_TO ? d.length : FOLDS;
    double press = 0;
    for (int f = 0; f < folds; f++) {
      press += new Fold(f * d.length / folds, (f + 1) * d.length / folds).press();
    }
    return 1 - press / Vectors.dot(e, e);
  }

  /** The fit without the rows from ≤ t < to, in coordinates centred by all rows. */
  private final class Fold {
    private final int from;
    private final int to;
    private final int rows;
    private final double[] xMean = new double[mean.length]; // of the rows kept (m)
    private final double[] m2 = squares.clone(); // Σ d² over the rows kept (m)
    private final double[] c = products.clone(); // Σ d·e over the rows kept (m)
    private double yMean;

    Fold(int from, int to) {
      this.from = from;
      this.to = to;
      rows = d.length - (to - from);
      for (int t = from; t < to; t++) {
        leaveOut(d[t], e[t]);
      }
      for (int j = 0; j < xMean.length; j++) {
        centre(j);
      }
    }

    private void leaveOut(double[] dt, double et) {
      yMean -= et / rows;
      for (int j = 0; j < dt.length; j++) {
        xMean[j] -= dt[j] / rows;
        m2[j] -= dt[j] * dt[j];
        c[j] -= dt[j] * et;
      }
    }

    /** Takes the sums of column j from the mean of all rows to that of the rows kept. */
    private void centre(int j) {
      m2[j] -= rows * xMean[j] * xMean[j];
      c[j] -= rows * xMean[j] * yMean;
      if (m2[j] <= CANCELLED * squares[j]) {
        sumAnew(j);
      }
    }

    private void sumAnew(int j) {
      double first = d[from == 0 ? to : 0][j];
      boolean still = true;
      m2[j] = 0;
      c[j] = 0;
      for (int t = 0; t < d.length; t++) {
        double dc = isKept(t) ? d[t][j] - xMean[j] : 0;
        m2[j] += dc * dc;
        c[j] += dc * (e[t] - yMean);
        still &= !isKept(t) || d[t][j] == first;
      }
      m2[j] = still ? 0 : m2[j];
    }

    /** Σ(y − ŷ₋)² over the rows left out. */
    double press() {
      double[] g = new double[c.length]; // w / s, so that z_t = ⟨d_t − xMean, g⟩
      double covariance = weigh(g); // zᵀ(y − ȳ)
      double[] z = scores(g);
      double slope = slope(covariance, z);
      double sum = 0;
      for (int t = from; t < to; t++) {
        double residual = e[t] - yMean - slope * z[t];
        sum += residual * residual;
      }
      return sum;
    }

    /** Fills g with w / s and gives ‖X̃ᵀ(y − ȳ)‖ = zᵀ(y − ȳ). */
    private double weigh(double[] g) {
      double norm2 = 0;
      for (int j = 0; j < g.length; j++) {
        double s = PartialLeastSquares.deviation(m2[j], mean[j] + xMean[j], rows);
        double w = s == 0 ? 0 : c[j] / s;
        norm2 += w * w;
        g[j] = s == 0 ? 0 : w / s;
      }
      double norm = Math.sqrt(norm2);
      for (int j = 0; norm > 0 && j < g.length; j++) {
        g[j] /= norm;
      }
      return norm;
    }

    private double[] scores(double[] g) {
      double zMean = Vectors.dot(xMean, g);
      return Arrays.stream(d).mapToDouble(row -> Vectors.dot(row, g) - zMean).toArray();
    }

    private double slope(double covariance, double[] z) {
      double zz = 0;
      for (int t = 0; t < z.length; t++) {
        zz += isKept(t) ? z[t] * z[t] : 0;
      }
      return zz == 0 ? 0 : covariance / zz;
    }

    private boolean isKept(int t) {
      return t < from || t >= to;
    }
  }

  private boolean isStill() {
    for (int j = 0; j < mean.length; j++) {
      if (PartialLeastSquares.deviation(squares[j], mean[j], d.length) > 0) {
        return false;
      }
    }
    return true;
  }

  private double[] centred(double[] row) {
    double[] c = new double[row.length];
    for (int j = 0; j < c.length; j++) {
      c[j] = row[j] - mean[j];
    }
    return c;
  }
}
