package io.github.alpharl.spectral;

import io.github.alpharl.spectral.kernel.RowRange;
import io.github.alpharl.spectral.kernel.RowTile;
import io.github.alpharl.spectral.kernel.Tally;
import io.github.alpharl.spectral.kernel.UpdateKernel;
import io.github.alpharl.spectral.kernel.WeightPair;
import io.github.alpharl.spectral.kernel.Workers;
import io.github.alpharl.vector.DenseVectors;
import java.util.ArrayList;
import java.util.List;

/**
 * ΔW as an operator. Rows are cut into parts that depend on the shape alone, and sums over parts
 * are taken in their order, so that the number of threads changes no bit.
 */
final class UpdateOperator implements GramOperator {

  private static final int PARTS = 8;

  private final WeightPair pair;
  private final UpdateKernel kernel;
  private final Workers workers;
  private final List<List<RowRange>> parts;

  private UpdateOperator(
      WeightPair pair, UpdateKernel kernel, Workers workers, List<List<RowRange>> parts) {
    this.pair = pair;
    this.kernel = kernel;
    this.workers = workers;
    this.parts = parts;
  }

  static UpdateOperator whole(WeightPair pair, UpdateKernel kernel, Workers workers) {
    int size = Math.ceilDiv(Math.ceilDiv(pair.rows(), PARTS), RowTile.ROWS) * RowTile.ROWS;
    return sample(pair, kernel, workers, size, 1);
  }

  /**
   * Only every {@code stride}-th group of {@code size} rows; y is zero in all others. The rows are
   * read where they are: a copy would be no faster, and memory of another kind than the mapped
   * files would make the JIT compile the kernel's loops for both, a quarter to a third slower.
   */
  static UpdateOperator sample(
      WeightPair pair, UpdateKernel kernel, Workers workers, int size, int stride) {
    List<RowRange> groups = RowRange.groups(pair.rows(), size, stride);
    int count = Math.ceilDiv(groups.size(), PARTS);
    List<List<RowRange>> parts = new ArrayList<>();
    for (int from = 0; from < groups.size(); from += count) {
      parts.add(groups.subList(from, Math.min(groups.size(), from + count)));
    }
    return new UpdateOperator(pair, kernel, workers, parts);
  }

  @Override
  public int rows() {
    return pair.rows();
  }

  @Override
  public int columns() {
    return pair.columns();
  }

  @Override
  public Images apply(double[][] x) {
    return apply(x, null);
  }

  /** The images of {@code x}; {@code tally}, if any, collects the sums over all entries. */
  Images apply(double[][] x, Tally tally) {
    double[][] y = new double[x.length][pair.rows()];
    double[][] z = new double[x.length][pair.columns()];
    double[][][] partZ = new double[parts.size()][][];
    Tally[] partTally = new Tally[parts.size()];
    workers.run(
        parts.size(),
        p -> {
          partZ[p] = new double[x.length][pair.columns()];
          partTally[p] = tally == null ? null : new Tally();
          kernel.sweep(pair, parts.get(p), x, y, partZ[p], partTally[p]);
        });
    for (int p = 0; p < parts.size(); p++) {
      for (int j = 0; j < x.length; j++) {
        DenseVectors.addScaled(z[j], 1, partZ[p][j]);
      }
      if (tally != null) {
        tally.add(partTally[p]);
      }
    }
    return new Images(y, z);
  }
}
