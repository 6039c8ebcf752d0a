package io.github.alpharl.spectral;

/** Reads rows of ΔW from the two matrices into a tile, one implementation for each layout. */
interface RowReader {

  /** Vectors whose products {@link #read} takes on the way, while it waits for memory. */
  int VECTORS = 4;

  /** The order of columns in the lines that this reader fills. */
  ColumnOrder order();

  /**
   * Fills {@code line0} with row {@code i0}, {@code line1} with row {@code i1} of ΔW, and
   * products[v] = line0 · x[v], products[4 + v] = line1 · x[v] for the first four vectors of {@code
   * x}.
   */
  void read(int i0, int i1, float[] line0, float[] line1, float[][] x, float[] products);
}
