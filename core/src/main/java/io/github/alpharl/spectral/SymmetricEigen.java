package io.github.alpharl.spectral;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Eigenpairs of a small symmetric matrix, largest first.
 *
 * @param values eigenvalues, descending
 * @param vectors vectors[i] belongs to values[i] and has length one
 */
public record SymmetricEigen(double[] values, double[][] vectors) {

  /** The eigenpairs of {@code matrix} (n × n), of which both triangles count. */
  public static SymmetricEigen of(double[][] matrix) {
    int size = matrix.length;
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(size, true, true);
    // The decomposition compares with absolute thresholds: give it numbers around one.
    double scale = largest(matrix);
    DMatrixRMaj scaled = new DMatrixRMaj(matrix);
    CommonOps_DDRM.divide(scaled, scale);
    if (!eigen.decompose(scaled)) {
      throw new IllegalStateException("no eigenvalues of a symmetric matrix of size " + size);
    }
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).real))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] values = new double[size];
    double[][] vectors = new double[size][];
    for (int i = 0; i < size; i++) {
      values[i] = eigen.getEigenvalue(order[i]).real * scale;
      vectors[i] = eigen.getEigenVector(order[i]).data.clone();
    }
    return new SymmetricEigen(values, vectors);
  }

  private static double largest(double[][] matrix) {
    double largest = 0;
    for (double[] row : matrix) {
      for (double entry : row) {
        largest = Math.max(largest, Math.abs(entry));
      }
    }
    return largest == 0 ? 1 : largest;
  }
}
