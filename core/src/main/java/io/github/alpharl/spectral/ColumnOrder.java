package io.github.alpharl.spectral;

/**
 * The order in which a kernel keeps columns. A bfloat16 row is read as 32-bit integers whose lower
 * and upper halves are the even and the odd columns, so that within each block of {@code 2 · lanes}
 * columns the even ones come first. Columns after the last whole block keep their place.
 *
 * @param lanes numbers per vector; 0 for the natural order
 */
record ColumnOrder(int lanes) {

  static final ColumnOrder NATURAL = new ColumnOrder(0);

  /** First column that is not in a whole block. */
  int blocked(int columns) {
    return lanes == 0 ? 0 : columns - columns % (2 * lanes);
  }

  /** {@code vector} as floats in this order. */
  float[] arrange(double[] vector) {
    float[] arranged = new float[vector.length];
    int blocked = blocked(vector.length);
    for (int block = 0; block < blocked; block += 2 * lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        arranged[block + lane] = (float) vector[block + 2 * lane];
        arranged[block + lanes + lane] = (float) vector[block + 2 * lane + 1];
      }
    }
    for (int c = blocked; c < vector.length; c++) {
      arranged[c] = (float) vector[c];
    }
    return arranged;
  }

  /** Adds {@code arranged}, which is in this order, to {@code sum}, which is in the natural one. */
  void addTo(double[] sum, float[] arranged) {
    int blocked = blocked(sum.length);
    for (int block = 0; block < blocked; block += 2 * lanes) {
      for (int lane = 0; lane < lanes; lane++) {
        sum[block + 2 * lane] += arranged[block + lane];
        sum[block + 2 * lane + 1] += arranged[block + lanes + lane];
      }
    }
    for (int c = blocked; c < sum.length; c++) {
      sum[c] += arranged[c];
    }
  }
}
