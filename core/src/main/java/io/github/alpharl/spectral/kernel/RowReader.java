package io.github.alpharl.spectral.kernel;

/** Reads rows of ΔW from the two matrices into a tile, one implementation for each layout. */
interface RowReader {

  /** The order of columns in the tiles that this reader fills. */
  ColumnOrder order();

  /**
   * Fills {@code tile} with the rows {@code row … row + rows − 1}, the last one repeated up to
   * four, and products[k·r + j] = row r · x_j for the k vectors of {@code x}.
   */
  void read(int row, int rows, RowTile tile, Panel x, float[] products);
}
