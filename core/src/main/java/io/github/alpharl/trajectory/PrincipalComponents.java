package io.github.alpharl.trajectory;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Principal components of a trajectory X (T × m) through its T × T Gram matrix: O(T²·m + T³).
 *
 * @param points coordinates on the components (T × k), most variance first; the coordinate of the
 *     largest magnitude of each component is positive
 * @param share each component's share of the variance (k)
 */
@SuppressWarnings("ArrayRecordComponent") // a bulk of numbers, shared on purpose
public record PrincipalComponents(double[][] points, double[] share) {

  /** The first {@code count} components, at most T − 1; zeros beyond the rank of X. */
  public static PrincipalComponents of(double[][] x, int count) {
    DMatrixRMaj gram = gram(x);
    double total = trace(gram);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(x.length, true, true);
    if (!eigen.decompose(gram)) {
      throw new IllegalArgumentException("the trajectory holds values that are not finite");
    }
    int[] order = largestFirst(eigen, x.length, Math.clamp(count, 0, x.length - 1));
    double[] share = new double[order.length];
    double[][] points = new double[x.length][order.length];
    for (int c = 0; c < order.length; c++) {
      double variance = Math.max(0, eigen.getEigenvalue(order[c]).getReal());
      share[c] = total == 0 ? 0 : variance / total;
      place(points, c, eigen.getEigenVector(order[c]), Math.sqrt(variance));
    }
    return new PrincipalComponents(points, share);
  }

  private static void place(double[][] points, int c, DMatrixRMaj vector, double length) {
    double[] q = Arrays.copyOf(vector.data, points.length);
    int largest = 0;
    for (int t = 0; t < q.length; t++) {
      largest = Math.abs(q[t]) > Math.abs(q[largest]) ? t : largest;
    }
    double scale = q[largest] < 0 ? -length : length;
    for (int t = 0; t < q.length; t++) {
      points[t][c] = scale * q[t];
    }
  }

  private static int[] largestFirst(EigenDecomposition_F64<?> eigen, int size, int count) {
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
        .limit(count)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** (X − x̄)(X − x̄)ᵀ. */
  private static DMatrixRMaj gram(double[][] x) {
    double[] mean = PartialLeastSquares.columnMeans(x);
    double[][] d = Arrays.stream(x).map(row -> difference(row, mean)).toArray(double[][]::new);
    DMatrixRMaj gram = new DMatrixRMaj(x.length, x.length);
    for (int s = 0; s < x.length; s++) {
      for (int t = 0; t <= s; t++) {
        double product = Vectors.dot(d[s], d[t]);
        gram.set(s, t, product);
        gram.set(t, s, product);
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

  private static double trace(DMatrixRMaj a) {
    return IntStream.range(0, a.numRows).mapToDouble(i -> a.get(i, i)).sum();
  }
}
