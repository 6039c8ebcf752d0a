package io.github.alpharl.spectral.kernel;

import static jdk.incubator.vector.VectorOperators.ADD;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four neighbouring rows of ΔW as float32 that stay in the cache, and the products that a sweep
 * needs of them. Loops hold at most eight sums or factors, which registers of every CPU can keep.
 */
public final class RowTile {

  /** Rows of a tile. */
  public static final int ROWS = 4;

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final int LANES = SPECIES.length();
  private static final int MAGNITUDE = 0x7FFFFFFF;

  private final Panel rows;

  RowTile(int columns) {
    this.rows = new Panel(ROWS, columns);
  }

  /** The four rows. */
  Panel rows() {
    return rows;
  }

  /** Sets row {@code r} at {@code place} of the block that starts with column {@code start}. */
  void set(int r, int start, int place, double value) {
    rows.data()[start * ROWS + r * Panel.BLOCK + place] = (float) value;
  }

  /** products[k·r + j] += the part of row r · x_j in the last, unfinished block. */
  void addLastBlock(int r, Panel x, float[] products) {
    for (int j = 0; j < x.vectors(); j++) {
      products[x.vectors() * r + j] += rows.lastBlockDot(r, x, j);
    }
  }

  /** products[k·r + j] = row r · x_j for the k vectors of {@code x}. */
  void multiply(Panel x, float[] products) {
    if (x.vectors() == 1) {
      multiplyOne(x.data(), products);
      return;
    }
    for (int j = 0; j < x.vectors(); j += 2) {
      multiplyTwo(j, x, products);
    }
  }

  private void multiplyOne(float[] x, float[] products) {
    float[] lines = rows.data();
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int t = 0, p = 0; t < lines.length; t += ROWS * Panel.BLOCK, p += Panel.BLOCK) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, p);
      s0 = v.fma(FloatVector.fromArray(SPECIES, lines, t), s0);
      s1 = v.fma(FloatVector.fromArray(SPECIES, lines, t + 2 * LANES), s1);
      s2 = v.fma(FloatVector.fromArray(SPECIES, lines, t + 4 * LANES), s2);
      s3 = v.fma(FloatVector.fromArray(SPECIES, lines, t + 6 * LANES), s3);
      v = FloatVector.fromArray(SPECIES, x, p + LANES);
      s0 = v.fma(FloatVector.fromArray(SPECIES, lines, t + LANES), s0);
      s1 = v.fma(FloatVector.fromArray(SPECIES, lines, t + 3 * LANES), s1);
      s2 = v.fma(FloatVector.fromArray(SPECIES, lines, t + 5 * LANES), s2);
      s3 = v.fma(FloatVector.fromArray(SPECIES, lines, t + 7 * LANES), s3);
    }
    float[] lanes = LaneSums.room(4);
    s0.intoArray(lanes, LaneSums.at(0));
    s1.intoArray(lanes, LaneSums.at(1));
    s2.intoArray(lanes, LaneSums.at(2));
    s3.intoArray(lanes, LaneSums.at(3));
    products[0] = LaneSums.of(lanes, 0);
    products[1] = LaneSums.of(lanes, 1);
    products[2] = LaneSums.of(lanes, 2);
    products[3] = LaneSums.of(lanes, 3);
  }

  private void multiplyTwo(int j, Panel x, float[] products) {
    float[] lines = rows.data();
    float[] vectors = x.data();
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = a0;
    FloatVector a2 = a0;
    FloatVector a3 = a0;
    FloatVector b0 = a0;
    FloatVector b1 = a0;
    FloatVector b2 = a0;
    FloatVector b3 = a0;
    int stride = x.stride();
    for (int t = 0, p = j * Panel.BLOCK; t < lines.length; t += ROWS * Panel.BLOCK, p += stride) {
      for (int half = 0; half < Panel.BLOCK; half += LANES) {
        FloatVector va = FloatVector.fromArray(SPECIES, vectors, p + half);
        FloatVector vb = FloatVector.fromArray(SPECIES, vectors, p + half + Panel.BLOCK);
        FloatVector d = FloatVector.fromArray(SPECIES, lines, t + half);
        a0 = d.fma(va, a0);
        b0 = d.fma(vb, b0);
        d = FloatVector.fromArray(SPECIES, lines, t + half + Panel.BLOCK);
        a1 = d.fma(va, a1);
        b1 = d.fma(vb, b1);
        d = FloatVector.fromArray(SPECIES, lines, t + half + 2 * Panel.BLOCK);
        a2 = d.fma(va, a2);
        b2 = d.fma(vb, b2);
        d = FloatVector.fromArray(SPECIES, lines, t + half + 3 * Panel.BLOCK);
        a3 = d.fma(va, a3);
        b3 = d.fma(vb, b3);
      }
    }
    int k = x.vectors();
    float[] lanes = LaneSums.room(8);
    a0.intoArray(lanes, LaneSums.at(0));
    b0.intoArray(lanes, LaneSums.at(1));
    a1.intoArray(lanes, LaneSums.at(2));
    b1.intoArray(lanes, LaneSums.at(3));
    a2.intoArray(lanes, LaneSums.at(4));
    b2.intoArray(lanes, LaneSums.at(5));
    a3.intoArray(lanes, LaneSums.at(6));
    b3.intoArray(lanes, LaneSums.at(7));
    products[j] = LaneSums.of(lanes, 0);
    products[j + 1] = LaneSums.of(lanes, 1);
    products[k + j] = LaneSums.of(lanes, 2);
    products[k + j + 1] = LaneSums.of(lanes, 3);
    products[2 * k + j] = LaneSums.of(lanes, 4);
    products[2 * k + j + 1] = LaneSums.of(lanes, 5);
    products[3 * k + j] = LaneSums.of(lanes, 6);
    products[3 * k + j + 1] = LaneSums.of(lanes, 7);
  }

  /** sums_j += Σ_r products[k·r + j] · row r for the k vectors of {@code sums}. */
  void addScaled(Panel sums, float[] products) {
    if (sums.vectors() == 1) {
      addOne(sums.data(), products);
      return;
    }
    for (int j = 0; j < sums.vectors(); j += 2) {
      addTwo(j, sums, products);
    }
  }

  private void addOne(float[] sum, float[] products) {
    float[] lines = rows.data();
    FloatVector y0 = FloatVector.broadcast(SPECIES, products[0]);
    FloatVector y1 = FloatVector.broadcast(SPECIES, products[1]);
    FloatVector y2 = FloatVector.broadcast(SPECIES, products[2]);
    FloatVector y3 = FloatVector.broadcast(SPECIES, products[3]);
    for (int t = 0, p = 0; t < lines.length; t += ROWS * Panel.BLOCK, p += Panel.BLOCK) {
      FloatVector z = FloatVector.fromArray(SPECIES, sum, p);
      z = y0.fma(FloatVector.fromArray(SPECIES, lines, t), z);
      z = y1.fma(FloatVector.fromArray(SPECIES, lines, t + 2 * LANES), z);
      z = y2.fma(FloatVector.fromArray(SPECIES, lines, t + 4 * LANES), z);
      y3.fma(FloatVector.fromArray(SPECIES, lines, t + 6 * LANES), z).intoArray(sum, p);
      z = FloatVector.fromArray(SPECIES, sum, p + LANES);
      z = y0.fma(FloatVector.fromArray(SPECIES, lines, t + LANES), z);
      z = y1.fma(FloatVector.fromArray(SPECIES, lines, t + 3 * LANES), z);
      z = y2.fma(FloatVector.fromArray(SPECIES, lines, t + 5 * LANES), z);
      y3.fma(FloatVector.fromArray(SPECIES, lines, t + 7 * LANES), z).intoArray(sum, p + LANES);
    }
  }

  private void addTwo(int j, Panel sums, float[] products) {
    float[] lines = rows.data();
    float[] z = sums.data();
    int k = sums.vectors();
    FloatVector a0 = FloatVector.broadcast(SPECIES, products[j]);
    FloatVector b0 = FloatVector.broadcast(SPECIES, products[j + 1]);
    FloatVector a1 = FloatVector.broadcast(SPECIES, products[k + j]);
    FloatVector b1 = FloatVector.broadcast(SPECIES, products[k + j + 1]);
    FloatVector a2 = FloatVector.broadcast(SPECIES, products[2 * k + j]);
    FloatVector b2 = FloatVector.broadcast(SPECIES, products[2 * k + j + 1]);
    FloatVector a3 = FloatVector.broadcast(SPECIES, products[3 * k + j]);
    FloatVector b3 = FloatVector.broadcast(SPECIES, products[3 * k + j + 1]);
    int stride = sums.stride();
    for (int t = 0, p = j * Panel.BLOCK; t < lines.length; t += ROWS * Panel.BLOCK, p += stride) {
      FloatVector d0 = FloatVector.fromArray(SPECIES, lines, t);
      FloatVector d1 = FloatVector.fromArray(SPECIES, lines, t + 2 * LANES);
      FloatVector d2 = FloatVector.fromArray(SPECIES, lines, t + 4 * LANES);
      FloatVector d3 = FloatVector.fromArray(SPECIES, lines, t + 6 * LANES);
      FloatVector za = FloatVector.fromArray(SPECIES, z, p);
      d3.fma(a3, d2.fma(a2, d1.fma(a1, d0.fma(a0, za)))).intoArray(z, p);
      FloatVector zb = FloatVector.fromArray(SPECIES, z, p + 2 * LANES);
      d3.fma(b3, d2.fma(b2, d1.fma(b1, d0.fma(b0, zb)))).intoArray(z, p + 2 * LANES);
      d0 = FloatVector.fromArray(SPECIES, lines, t + LANES);
      d1 = FloatVector.fromArray(SPECIES, lines, t + 3 * LANES);
      d2 = FloatVector.fromArray(SPECIES, lines, t + 5 * LANES);
      d3 = FloatVector.fromArray(SPECIES, lines, t + 7 * LANES);
      za = FloatVector.fromArray(SPECIES, z, p + LANES);
      d3.fma(a3, d2.fma(a2, d1.fma(a1, d0.fma(a0, za)))).intoArray(z, p + LANES);
      zb = FloatVector.fromArray(SPECIES, z, p + 3 * LANES);
      d3.fma(b3, d2.fma(b2, d1.fma(b1, d0.fma(b0, zb)))).intoArray(z, p + 3 * LANES);
    }
  }

  /** Adds Σ ΔW² and the number of zeros of the first {@code count} rows to {@code tally}. */
  void count(int count, Tally tally) {
    float[] lines = rows.data();
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    IntVector n0 = s0.reinterpretAsInts();
    IntVector n1 = n0;
    IntVector n2 = n0;
    IntVector n3 = n0;
    for (int t = 0; t < lines.length; t += ROWS * Panel.BLOCK) {
      for (int half = 0; half < Panel.BLOCK; half += LANES) {
        FloatVector d = FloatVector.fromArray(SPECIES, lines, t + half);
        s0 = d.fma(d, s0);
        n0 = n0.add(oneIfChanged(d));
        d = FloatVector.fromArray(SPECIES, lines, t + half + Panel.BLOCK);
        s1 = d.fma(d, s1);
        n1 = n1.add(oneIfChanged(d));
        d = FloatVector.fromArray(SPECIES, lines, t + half + 2 * Panel.BLOCK);
        s2 = d.fma(d, s2);
        n2 = n2.add(oneIfChanged(d));
        d = FloatVector.fromArray(SPECIES, lines, t + half + 3 * Panel.BLOCK);
        s3 = d.fma(d, s3);
        n3 = n3.add(oneIfChanged(d));
      }
    }
    add(s0, n0, 0 < count, tally);
    add(s1, n1, 1 < count, tally);
    add(s2, n2, 2 < count, tally);
    add(s3, n3, 3 < count, tally);
  }

  private void add(FloatVector squares, IntVector changed, boolean counts, Tally tally) {
    if (counts) {
      float[] lanes = LaneSums.room(1);
      squares.intoArray(lanes, 0);
      tally.add(LaneSums.of(lanes, 0), rows.columns() - changed.reduceLanes(ADD));
    }
  }

  /** Without a mask, whose count of bits costs more than all the rest. */
  private static IntVector oneIfChanged(FloatVector d) {
    return d.reinterpretAsInts().and(MAGNITUDE).min(1);
  }
}
