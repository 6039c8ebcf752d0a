package io.github.alpharl.spectral;

import io.github.alpharl.checkpoint.Dtype;
import java.util.Arrays;

/**
 * A sweep in float32 on vector registers, whose sums over many rows are kept in float64. Weights
 * come from memory once; four rows of ΔW stay in the cache for both products.
 */
final class VectorUpdateKernel implements UpdateKernel {

  /** Rows whose float32 sums are flushed into float64 at once: keeps the rounding error small. */
  private static final int FLUSH_ROWS = 256;

  @Override
  public void sweep(
      WeightPair pair, int from, int to, double[][] x, double[][] y, double[][] z, Tally tally) {
    RowReader reader = reader(pair);
    float[][] vectors = arrange(x, reader.order());
    for (int start = from; start < to; start += FLUSH_ROWS) {
      int end = Math.min(to, start + FLUSH_ROWS);
      float[][] sums = new float[vectors.length][pair.columns()];
      new Pass(reader, new RowTile(pair.columns()), vectors, y, sums).over(start, end, tally);
      for (int j = 0; j < z.length; j++) {
        reader.order().addTo(z[j], sums[j]);
      }
    }
  }

  private static RowReader reader(WeightPair pair) {
    boolean bfloat16 = pair.base().dtype() == Dtype.BF16 && pair.step().dtype() == Dtype.BF16;
    return bfloat16 ? new Bfloat16Reader(pair) : new FloatReader(pair);
  }

  /** The vectors in the reader's order, with zeros up to an even number of at least four. */
  private static float[][] arrange(double[][] x, ColumnOrder order) {
    int count = Math.max(RowReader.VECTORS, x.length + x.length % 2);
    float[][] arranged = new float[count][];
    Arrays.setAll(arranged, j -> j < x.length ? order.arrange(x[j]) : new float[x[0].length]);
    return arranged;
  }

  /**
   * One pass over some hundred rows. Products are two vectors at a time, as the tile takes them.
   */
  private record Pass(RowReader reader, RowTile tile, float[][] x, double[][] y, float[][] sums) {

    void over(int from, int to, Tally tally) {
      for (int row = from; row < to; row += RowTile.ROWS) {
        int rows = Math.min(RowTile.ROWS, to - row);
        multiply(row, rows);
        for (int r = 0; r < rows && tally != null; r++) {
          tile.count(r, tally);
        }
      }
    }

    private void multiply(int row, int rows) {
      float[][] products = new float[x.length / 2][2 * RowTile.ROWS];
      readTwo(0, row, rows, products);
      readTwo(2, row, rows, products);
      for (int j = 0; j < y.length; j += 2) {
        if (j >= RowReader.VECTORS) {
          tile.dot(x[j], x[j + 1], products[j / 2]);
        }
        // Rows beyond the last repeat it and must not count.
        Arrays.fill(products[j / 2], 2 * rows, 2 * RowTile.ROWS, 0);
        store(j, row, rows, products[j / 2]);
        tile.addScaled(sums[j], sums[j + 1], products[j / 2]);
      }
    }

    private void readTwo(int r, int row, int rows, float[][] products) {
      float[] read = new float[2 * RowReader.VECTORS];
      int first = row + Math.min(r, rows - 1);
      int second = row + Math.min(r + 1, rows - 1);
      reader.read(first, second, tile.line(r), tile.line(r + 1), x, read);
      for (int v = 0; v < RowReader.VECTORS; v++) {
        products[v / 2][2 * r + v % 2] = read[v];
        products[v / 2][2 * (r + 1) + v % 2] = read[RowReader.VECTORS + v];
      }
    }

    private void store(int j, int row, int rows, float[] products) {
      for (int r = 0; r < rows; r++) {
        y[j][row + r] = products[2 * r];
        if (j + 1 < y.length) {
          y[j + 1][row + r] = products[2 * r + 1];
        }
      }
    }
  }
}
