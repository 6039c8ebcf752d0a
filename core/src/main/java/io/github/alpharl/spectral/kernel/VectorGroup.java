package io.github.alpharl.spectral.kernel;

import java.util.Arrays;

/** One, two or four vectors that a sweep takes through its loops together, with their sums. */
final class VectorGroup {

  /** The most vectors of a group. */
  static final int MOST = 4;

  private final int first;
  private final int count;
  private final Panel x;
  private final PanelSums sums;
  private final float[] products;

  /** The vectors {@code first}, {@code first + 1} … of {@code all}, as many as a group takes. */
  VectorGroup(double[][] all, int first, ColumnOrder order) {
    this.first = first;
    this.count = Math.min(MOST, all.length - first);
    int places = count == 3 ? MOST : count;
    this.x = new Panel(places, all[first].length);
    this.sums = new PanelSums(places, all[first].length);
    this.products = new float[RowTile.ROWS * places];
    for (int j = 0; j < count; j++) {
      x.set(j, all[first + j], order);
    }
  }

  /** Reads the next rows and multiplies them on the way. */
  void read(RowReader reader, int row, int rows, RowTile tile) {
    reader.read(row, rows, tile, x, products);
  }

  /** Multiplies rows that were read before. */
  void multiply(RowTile tile) {
    tile.multiply(x, products);
  }

  /** Stores the products of the rows as y and adds the rows, so weighted, to the sums. */
  void add(RowTile tile, int row, int rows, double[][] y) {
    // Rows beyond the last repeat it and must not count.
    Arrays.fill(products, rows * x.vectors(), products.length, 0);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < count; j++) {
        y[first + j][row + r] = products[r * x.vectors() + j];
      }
    }
    tile.addScaled(sums.recent(), products);
  }

  void flush() {
    sums.flush();
  }

  void addTo(double[][] z, ColumnOrder order) {
    for (int j = 0; j < count; j++) {
      sums.addTo(z[first + j], j, order);
    }
  }
}
