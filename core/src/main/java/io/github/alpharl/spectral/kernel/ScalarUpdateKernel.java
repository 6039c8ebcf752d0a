package io.github.alpharl.spectral.kernel;

import io.github.alpharl.vector.DenseVectors;
import java.util.List;

/** The definition of a sweep, in double precision for all types; used for small matrices, too. */
public final class ScalarUpdateKernel implements UpdateKernel {

  @Override
  public void sweep(
      WeightPair pair,
      List<RowRange> ranges,
      double[][] x,
      double[][] y,
      double[][] z,
      Tally tally) {
    double[] row = new double[pair.columns()];
    for (RowRange range : ranges) {
      for (int i = range.from(); i < range.to(); i++) {
        pair.row(i, row);
        if (tally != null) {
          count(row, tally);
        }
        multiply(i, row, x, y, z);
      }
    }
  }

  private static void multiply(int i, double[] row, double[][] x, double[][] y, double[][] z) {
    for (int j = 0; j < x.length; j++) {
      double yij = DenseVectors.dot(row, x[j]);
      y[j][i] = yij;
      DenseVectors.addScaled(z[j], yij, row);
    }
  }

  private static void count(double[] row, Tally tally) {
    double squares = 0;
    long zeros = 0;
    for (double entry : row) {
      squares += entry * entry;
      zeros += entry == 0 ? 1 : 0;
    }
    tally.add(squares, zeros);
  }
}
