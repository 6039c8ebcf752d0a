package io.github.alpharl.spectral;

import io.github.alpharl.spectral.kernel.NonFinite;
import io.github.alpharl.spectral.kernel.Tally;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.vector.DenseVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** The exact path: ΔW in float64 and all its singular values, for small matrices or large ranks. */
final class FullDecomposition {

  private FullDecomposition() {}

  static TopSubspace of(WeightPair pair, int wanted) {
    Tally tally = new Tally();
    DMatrixRMaj update = read(pair, tally);
    if (!Double.isFinite(tally.sumOfSquares())) {
      NonFinite.check(pair);
    }
    return of(update, wanted, tally.unchanged() / (double) update.getNumElements());
  }

  /** The {@code wanted} leading triplets of {@code matrix}, which is overwritten. */
  static TopSubspace of(DMatrixRMaj matrix, int wanted, double unchangedShare) {
    double scale = largest(matrix);
    if (scale == 0) {
      return TopSubspace.zero(matrix.numRows, matrix.numCols, wanted);
    }
    divide(matrix, scale);
    double norm = DenseVectors.norm(matrix.data) * scale;
    List<SingularTriplet> triplets = decompose(matrix, scale);
    double second = triplets.size() > 1 ? triplets.get(1).sigma() : 0;
    return new TopSubspace(
        triplets.subList(0, wanted), norm, second / triplets.getFirst().sigma(), unchangedShare, 1);
  }

  private static DMatrixRMaj read(WeightPair pair, Tally tally) {
    DMatrixRMaj update = new DMatrixRMaj(pair.rows(), pair.columns());
    double squares = 0;
    long zeros = 0;
    for (int i = 0; i < pair.rows(); i++) {
      for (int c = 0; c < pair.columns(); c++) {
        double entry = pair.entry(i, c);
        update.unsafe_set(i, c, entry);
        squares += Double.isFinite(entry) ? 0 : Double.NaN;
        zeros += entry == 0 ? 1 : 0;
      }
    }
    tally.add(squares, zeros);
    return update;
  }

  private static double largest(DMatrixRMaj matrix) {
    double largest = 0;
    for (double entry : matrix.data) {
      largest = Math.max(largest, Math.abs(entry));
    }
    return largest;
  }

  private static void divide(DMatrixRMaj matrix, double scale) {
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] /= scale;
    }
  }

  private static List<SingularTriplet> decompose(DMatrixRMaj matrix, double scale) {
    int rows = matrix.numRows;
    int columns = matrix.numCols;
    DMatrixRMaj kept = matrix.copy();
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows, columns, true, true, true);
    if (!svd.decompose(matrix)) {
      throw new IllegalStateException("no singular values of a " + rows + " × " + columns);
    }
    double[] sigma = svd.getSingularValues();
    DMatrixRMaj u = svd.getU(null, true);
    DMatrixRMaj v = svd.getV(null, true);
    int count = Math.min(rows, columns);
    List<SingularTriplet> triplets = new ArrayList<>();
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -sigma[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : order) {
      boolean zero = sigma[i] <= 1e-14 * Math.max(rows, columns) * sigma[order[0]];
      triplets.add(
          zero
              ? SingularTriplet.zero(rows, columns)
              : triplet(kept, scale, sigma[i], u.data, v.data, i));
    }
    return triplets;
  }

  /** Rows of {@code ut} and {@code vt} are singular vectors; EJML gives them transposed. */
  private static SingularTriplet triplet(
      DMatrixRMaj matrix, double scale, double sigma, double[] ut, double[] vt, int i) {
    double[] u = java.util.Arrays.copyOfRange(ut, i * matrix.numRows, (i + 1) * matrix.numRows);
    double[] v = java.util.Arrays.copyOfRange(vt, i * matrix.numCols, (i + 1) * matrix.numCols);
    double[] residual = new double[matrix.numCols];
    for (int r = 0; r < matrix.numRows; r++) {
      for (int c = 0; c < matrix.numCols; c++) {
        residual[c] += u[r] * matrix.unsafe_get(r, c);
      }
    }
    DenseVectors.addScaled(residual, -sigma, v);
    return new SingularTriplet(sigma * scale, u, v, DenseVectors.norm(residual) / sigma);
  }
}
