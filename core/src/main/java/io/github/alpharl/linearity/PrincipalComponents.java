package io.github.alpharl.linearity;

import io.github.alpharl.spectral.SymmetricEigen;
import io.github.alpharl.vector.Vectors;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Principal components of a trajectory X (T × m) through its T × T Gram matrix: O(T²·m + T³).
 *
 * @param points coordinates on the components (T × k), most variance first; the coordinate of the
 *     largest magnitude of each component is positive
 * @param share each component's share of the variance (k)
 */
public record PrincipalComponents(double[][] points, double[] share) {

  /** The first {@code count} components, at most T − 1; zeros beyond the rank of X. */
  public static PrincipalComponents of(double[][] x, int count) {
    double[][] gram = gram(x);
    double total = IntStream.range(0, x.length).mapToDouble(t -> gram[t][t]).sum();
    SymmetricEigen eigen = SymmetricEigen.of(gram);
    double[] share = new double[Math.clamp(count, 0, x.length - 1)];
    double[][] points = new double[x.length][share.length];
    for (int c = 0; c < share.length; c++) {
      double variance = Math.max(0, eigen.values()[c]);
      share[c] = total == 0 ? 0 : variance / total;
      place(points, c, eigen.vectors()[c], Math.sqrt(variance));
    }
    return new PrincipalComponents(points, share);
  }

  private static void place(double[][] points, int c, double[] q, double length) {
    int largest = 0;
    for (int t = 1; t < q.length; t++) {
      largest = Math.abs(q[t]) > Math.abs(q[largest]) ? t : largest;
    }
    double scale = q[largest] < 0 ? -length : length;
    for (int t = 0; t < q.length; t++) {
      points[t][c] = scale * q[t];
    }
  }

  /** (X − x̄)(X − x̄)ᵀ. */
  private static double[][] gram(double[][] x) {
    double[] mean = PartialLeastSquares.columnMeans(x);
    double[][] d = Arrays.stream(x).map(row -> difference(row, mean)).toArray(double[][]::new);
    double[][] gram = new double[x.length][x.length];
    for (int s = 0; s < x.length; s++) {
      for (int t = 0; t <= s; t++) {
        gram[s][t] = Vectors.dot(d[s], d[t]);
        gram[t][s] = gram[s][t];
      }
    }
    return gram;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      difference[j] = a[j] - b[j];
    }
    return difference;
  }
}
