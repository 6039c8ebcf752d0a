package io.github.alpharl.spectral.kernel;

import io.github.alpharl.vector.DenseVectors;
import java.util.List;

/** The definition of a sweep, in double precision for all types; used for small matrices, too. */
public final class ScalarUpdateKernel implements UpdateKernel {

  /** Rows that are put together at a time where columns are cut. */
  private static final int ROWS_AT_ONCE = 256;

  @Override
  public void sweep(
      WeightPair pair,
      List<RowRange> ranges,
      double[][] x,
      double[][] y,
      double[][] z,
      Tally tally) {
    double[] row = new double[pair.columns()];
    try (RowBlocks blocks = new RowBlocks(pair)) {
      for (RowRange range : ranges) {
        for (int i = range.from(); i < range.to(); i++) {
          WeightPair held = blocks.hold(i, 1, Math.min(range.to(), i + ROWS_AT_ONCE));
          held.row(i - blocks.first(), row);
          if (tally != null) {
            count(row, tally);
          }
          multiply(i, row, x, y, z);
        }
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
