package io.github.alpharl.checkpoint;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Small matrices for tests, multiplied out by EJML. */
record Dense(DMatrixRMaj matrix) {

  Dense(int rows, int columns) {
    this(new DMatrixRMaj(rows, columns));
  }

  int rows() {
    return matrix.numRows;
  }

  int columns() {
    return matrix.numCols;
  }

  double get(int i, int j) {
    return matrix.get(i, j);
  }

  void set(int i, int j, double value) {
    matrix.set(i, j, value);
  }

  Dense times(Dense other) {
    Dense result = new Dense(rows(), other.columns());
    CommonOps_DDRM.mult(matrix, other.matrix, result.matrix);
    return result;
  }

  Dense plus(Dense other) {
    return new Dense(CommonOps_DDRM.add(matrix, other.matrix, null));
  }

  Dense minus(Dense other) {
    return new Dense(CommonOps_DDRM.subtract(matrix, other.matrix, null));
  }

  Dense times(double factor) {
    DMatrixRMaj result = matrix.copy();
    CommonOps_DDRM.scale(factor, result);
    return new Dense(result);
  }

  Dense transposed() {
    return new Dense(CommonOps_DDRM.transpose(matrix, null));
  }

  double norm() {
    return NormOps_DDRM.normF(matrix);
  }

  Dense part(int fromRow, int toRow, int fromColumn, int toColumn) {
    return new Dense(CommonOps_DDRM.extract(matrix, fromRow, toRow, fromColumn, toColumn));
  }

  Dense row(int i) {
    return part(i, i + 1, 0, columns());
  }

  Dense column(int j) {
    return part(0, rows(), j, j + 1);
  }

  /** Each row as long as {@code length} says. */
  Dense withRowNorms(java.util.function.IntToDoubleFunction length) {
    Dense result = new Dense(rows(), columns());
    for (int i = 0; i < rows(); i++) {
      double scale = length.applyAsDouble(i) / row(i).norm();
      for (int j = 0; j < columns(); j++) {
        result.set(i, j, scale * get(i, j));
      }
    }
    return result;
  }

  /** Σ σᵢuᵢvᵢᵀ over the {@code rank} leading triplets. */
  Dense leading(int rank) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(rows(), columns(), true, true, true);
    svd.decompose(matrix.copy());
    DMatrixRMaj u = svd.getU(null, false);
    DMatrixRMaj v = svd.getV(null, false);
    DMatrixRMaj w = svd.getW(null);
    SingularOps_DDRM.descendingOrder(u, false, w, v, false);
    Dense sum = new Dense(rows(), columns());
    for (int k = 0; k < rank; k++) {
      Dense left = new Dense(u).column(k).times(w.get(k, k));
      sum = sum.plus(left.times(new Dense(v).column(k).transposed()));
    }
    return sum;
  }
}
