package io.github.alpharl.spectral;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.NonFiniteException;
import io.github.alpharl.vector.DenseVectors;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * The update ΔW = s·B·A of a LoRA adapter, decomposed through its small factors: with B = Q_b R_b
 * and Aᵀ = Q_a R_a the singular values of ΔW are those of s·R_b·R_aᵀ (r × r). The m × n matrix is
 * never formed.
 *
 * @param a A (r × n)
 * @param b B (m × r)
 * @param scaling s, α/r or α/√r
 */
public record AdapterUpdate(Tensor a, Tensor b, double scaling) {

  /** Checks that the shapes fit. */
  public AdapterUpdate {
    if (!a.isMatrix() || !b.isMatrix() || !a.shape().get(0).equals(b.shape().get(1))) {
      throw BadDataException.of(
              "adapter factors '%s' %s and '%s' %s do not fit; expected (r, in) and (out, r)",
              a.name(), a.shape(), b.name(), b.shape())
          .on(a.name())
          .as(Defect.MISMATCH);
    }
  }

  /** The {@code wanted} leading triplets, exact to float64 rounding. */
  public TopSubspace decompose(int wanted) {
    DMatrixRMaj left = read(b);
    DMatrixRMaj right = CommonOps_DDRM.transpose(read(a), null);
    int rows = left.numRows;
    int columns = right.numRows;
    int count = Math.min(wanted, Math.min(rows, columns));
    Thin leftQr = Thin.of(left);
    Thin rightQr = Thin.of(right);
    DMatrixRMaj core = new DMatrixRMaj(leftQr.r().numRows, rightQr.r().numRows);
    CommonOps_DDRM.multTransB(scaling, leftQr.r(), rightQr.r(), core);
    int coreSide = Math.min(core.numRows, core.numCols);
    TopSubspace small = FullDecomposition.of(core, Math.min(count, coreSide), 0);
    java.util.List<SingularTriplet> triplets = new java.util.ArrayList<>();
    for (SingularTriplet triplet : small.triplets()) {
      triplets.add(
          new SingularTriplet(
              triplet.sigma(),
              times(leftQr.q(), triplet.u()),
              times(rightQr.q(), triplet.v()),
              triplet.residual()));
    }
    while (triplets.size() < count) {
      triplets.add(SingularTriplet.zero(rows, columns));
    }
    double unchanged = small.norm() == 0 ? 1 : 0;
    return new TopSubspace(triplets, small.norm(), small.gap(), unchanged, 1);
  }

  /**
   * ‖s·B·A‖, through BᵀB and AAᵀ (r × r): exact but for the rounding of products that cancel, and
   * NaN where a factor holds what is no number.
   */
  public double norm() {
    double[][] right = rows(a);
    double[][] left = columns(b);
    double square = 0;
    for (int i = 0; i < left.length; i++) {
      square += DenseVectors.dot(left[i], left[i]) * DenseVectors.dot(right[i], right[i]);
      for (int j = 0; j < i; j++) {
        square += 2 * DenseVectors.dot(left[i], left[j]) * DenseVectors.dot(right[i], right[j]);
      }
    }
    return Math.abs(scaling) * Math.sqrt(Math.max(0, square));
  }

  private static double[][] rows(Tensor matrix) {
    double[][] rows =
        new double[Math.toIntExact(matrix.shape().get(0))][Math.toIntExact(matrix.shape().get(1))];
    for (int i = 0; i < rows.length; i++) {
      matrix.row(i, rows[i]);
    }
    return rows;
  }

  private static double[][] columns(Tensor matrix) {
    int rows = Math.toIntExact(matrix.shape().get(0));
    double[][] columns = new double[Math.toIntExact(matrix.shape().get(1))][rows];
    double[] row = new double[columns.length];
    for (int i = 0; i < rows; i++) {
      matrix.row(i, row);
      for (int k = 0; k < row.length; k++) {
        columns[k][i] = row[k];
      }
    }
    return columns;
  }

  private static DMatrixRMaj read(Tensor tensor) {
    int rows = Math.toIntExact(tensor.shape().get(0));
    int columns = Math.toIntExact(tensor.shape().get(1));
    DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < matrix.data.length; i++) {
      matrix.data[i] = tensor.get(i);
      if (!Double.isFinite(matrix.data[i])) {
        throw new NonFiniteException(
            "tensor '"
                + tensor.name()
                + "' holds a value that is NaN or infinite, the first at ["
                + i / columns
                + ", "
                + i % columns
                + "]");
      }
    }
    return matrix;
  }

  private static double[] times(DMatrixRMaj q, double[] x) {
    double[] product = new double[q.numRows];
    for (int i = 0; i < q.numRows; i++) {
      for (int j = 0; j < q.numCols; j++) {
        product[i] += q.unsafe_get(i, j) * x[j];
      }
    }
    return product;
  }

  /** A thin QR decomposition: q (m × min(m, r)), r (min(m, r) × r). */
  private record Thin(DMatrixRMaj q, DMatrixRMaj r) {

    static Thin of(DMatrixRMaj matrix) {
      QRDecomposition<DMatrixRMaj> qr =
          DecompositionFactory_DDRM.qr(matrix.numRows, matrix.numCols);
      if (!qr.decompose(matrix.copy())) {
        throw new IllegalStateException("no QR decomposition");
      }
      return new Thin(qr.getQ(null, true), qr.getR(null, true));
    }
  }
}
