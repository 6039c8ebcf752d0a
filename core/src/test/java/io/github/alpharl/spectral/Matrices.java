package io.github.alpharl.spectral;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.WeightPair;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;

/** Weight pairs for tests. */
final class Matrices {

  private Matrices() {}

  static Tensor tensor(String name, Dtype dtype, double[][] rows, int columns) {
    MemorySegment data =
        Arena.ofAuto().allocate(Math.max(1, (long) dtype.bytes() * rows.length * columns), 8);
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < columns; c++) {
        Elements.set(dtype, data, (long) i * columns + c, rows[i][c]);
      }
    }
    return Tensor.of(name, dtype, data, rows.length, columns);
  }

  static WeightPair random(Dtype base, Dtype step, int rows, int columns, DoubleSupplier values) {
    double[][] before = fill(rows, columns, values);
    double[][] after = fill(rows, columns, values);
    return new WeightPair(tensor("w", base, before, columns), tensor("w", step, after, columns));
  }

  private static double[][] fill(int rows, int columns, DoubleSupplier values) {
    double[][] matrix = new double[rows][columns];
    for (double[] row : matrix) {
      for (int c = 0; c < columns; c++) {
        row[c] = values.getAsDouble();
      }
    }
    return matrix;
  }

  /** A pair whose update is the rounded U diag(σ) Vᵀ, over a zero base. */
  static WeightPair withSpectrum(Dtype dtype, int rows, int columns, double[] sigma, long seed) {
    Random random = new Random(seed);
    DMatrixRMaj u = RandomMatrices_DDRM.orthogonal(rows, sigma.length, random);
    DMatrixRMaj v = RandomMatrices_DDRM.orthogonal(columns, sigma.length, random);
    DMatrixRMaj scaled = new DMatrixRMaj(rows, sigma.length);
    CommonOps_DDRM.mult(u, CommonOps_DDRM.diag(sigma), scaled);
    DMatrixRMaj update = new DMatrixRMaj(rows, columns);
    CommonOps_DDRM.multTransB(scaled, v, update);
    double[][] after = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(update.data, i * columns, after[i], 0, columns);
    }
    return new WeightPair(
        tensor("w", dtype, new double[rows][columns], columns), tensor("w", dtype, after, columns));
  }

  static DMatrixRMaj update(WeightPair pair) {
    DMatrixRMaj update = new DMatrixRMaj(pair.rows(), pair.columns());
    for (int i = 0; i < pair.rows(); i++) {
      for (int c = 0; c < pair.columns(); c++) {
        update.set(i, c, pair.entry(i, c));
      }
    }
    return update;
  }
}
