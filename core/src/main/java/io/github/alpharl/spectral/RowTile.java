package io.github.alpharl.spectral;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.EQ;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four neighbouring rows of ΔW as float32 lines that fit the cache, and the two products that a
 * sweep needs of them. Loops hold at most eight sums, which registers of every CPU can keep.
 */
final class RowTile {

  /** Rows of a tile. */
  static final int ROWS = 4;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final float[][] lines;
  private final int columns;

  RowTile(int columns) {
    this.columns = columns;
    this.lines = new float[ROWS][columns];
  }

  float[] line(int r) {
    return lines[r];
  }

  /** products[2r] = line r · a and products[2r + 1] = line r · b. */
  void dot(float[] a, float[] b, float[] products) {
    float[] row0 = lines[0];
    float[] row1 = lines[1];
    float[] row2 = lines[2];
    float[] row3 = lines[3];
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int bound = SPECIES.loopBound(columns);
    for (int c = 0; c < bound; c += LANES) {
      FloatVector va = FloatVector.fromArray(SPECIES, a, c);
      FloatVector vb = FloatVector.fromArray(SPECIES, b, c);
      FloatVector d0 = FloatVector.fromArray(SPECIES, row0, c);
      a0 = d0.fma(va, a0);
      b0 = d0.fma(vb, b0);
      FloatVector d1 = FloatVector.fromArray(SPECIES, row1, c);
      a1 = d1.fma(va, a1);
      b1 = d1.fma(vb, b1);
      FloatVector d2 = FloatVector.fromArray(SPECIES, row2, c);
      a2 = d2.fma(va, a2);
      b2 = d2.fma(vb, b2);
      FloatVector d3 = FloatVector.fromArray(SPECIES, row3, c);
      a3 = d3.fma(va, a3);
      b3 = d3.fma(vb, b3);
    }
    products[0] = a0.reduceLanes(ADD) + tail(row0, a, bound);
    products[1] = b0.reduceLanes(ADD) + tail(row0, b, bound);
    products[2] = a1.reduceLanes(ADD) + tail(row1, a, bound);
    products[3] = b1.reduceLanes(ADD) + tail(row1, b, bound);
    products[4] = a2.reduceLanes(ADD) + tail(row2, a, bound);
    products[5] = b2.reduceLanes(ADD) + tail(row2, b, bound);
    products[6] = a3.reduceLanes(ADD) + tail(row3, a, bound);
    products[7] = b3.reduceLanes(ADD) + tail(row3, b, bound);
  }

  /** Σ_{c ≥ from} row[c] · a[c]. */
  static float tail(float[] row, float[] a, int from) {
    float sum = 0;
    for (int c = from; c < row.length; c++) {
      sum = Math.fma(row[c], a[c], sum);
    }
    return sum;
  }

  /** a += Σ_r products[2r] · line r and b += Σ_r products[2r + 1] · line r. */
  void addScaled(float[] a, float[] b, float[] products) {
    float[] row0 = lines[0];
    float[] row1 = lines[1];
    float[] row2 = lines[2];
    float[] row3 = lines[3];
    FloatVector a0 = FloatVector.broadcast(SPECIES, products[0]);
    FloatVector b0 = FloatVector.broadcast(SPECIES, products[1]);
    FloatVector a1 = FloatVector.broadcast(SPECIES, products[2]);
    FloatVector b1 = FloatVector.broadcast(SPECIES, products[3]);
    FloatVector a2 = FloatVector.broadcast(SPECIES, products[4]);
    FloatVector b2 = FloatVector.broadcast(SPECIES, products[5]);
    FloatVector a3 = FloatVector.broadcast(SPECIES, products[6]);
    FloatVector b3 = FloatVector.broadcast(SPECIES, products[7]);
    int bound = SPECIES.loopBound(columns);
    for (int c = 0; c < bound; c += LANES) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, row0, c);
      FloatVector d1 = FloatVector.fromArray(SPECIES, row1, c);
      FloatVector d2 = FloatVector.fromArray(SPECIES, row2, c);
      FloatVector d3 = FloatVector.fromArray(SPECIES, row3, c);
      FloatVector za = FloatVector.fromArray(SPECIES, a, c);
      d3.fma(a3, d2.fma(a2, d1.fma(a1, d0.fma(a0, za)))).intoArray(a, c);
      FloatVector zb = FloatVector.fromArray(SPECIES, b, c);
      d3.fma(b3, d2.fma(b2, d1.fma(b1, d0.fma(b0, zb)))).intoArray(b, c);
    }
    for (int c = bound; c < columns; c++) {
      for (int r = 0; r < ROWS; r++) {
        a[c] += products[2 * r] * lines[r][c];
        b[c] += products[2 * r + 1] * lines[r][c];
      }
    }
  }

  /** Adds Σ ΔW² and the number of zeros of line {@code r} to {@code tally}. */
  void count(int r, Tally tally) {
    float[] row = lines[r];
    FloatVector squares = FloatVector.zero(SPECIES);
    long zeros = 0;
    int bound = SPECIES.loopBound(columns);
    for (int c = 0; c < bound; c += LANES) {
      FloatVector d = FloatVector.fromArray(SPECIES, row, c);
      squares = d.fma(d, squares);
      zeros += d.compare(EQ, 0).trueCount();
    }
    double sum = squares.reduceLanes(ADD);
    for (int c = bound; c < columns; c++) {
      sum += (double) row[c] * row[c];
      zeros += row[c] == 0 ? 1 : 0;
    }
    tally.add(sum, zeros);
  }
}
