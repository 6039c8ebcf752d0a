package io.github.alpharl.spectral.kernel;

import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Both matrices bfloat16: pairs of columns are read as one integer, its halves are the floats. The
 * first products are taken on the way, while the loop waits for memory. Each loop is written out
 * for its number of vectors and holds four loads from the files: with more, the JIT gives up on it.
 */
final class Bfloat16Reader implements RowReader {

  private static final VectorSpecies<Integer> INTS = Lanes.INTS;
  private static final VectorSpecies<Float> FLOATS = Lanes.FLOATS;
  private static final int LANES = FLOATS.length();
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final int UPPER_HALF = 0xFFFF0000;

  private final WeightPair pair;
  private final MemorySegment base;
  private final MemorySegment step;
  private final long rowBytes;
  private final int wholeBytes;

  Bfloat16Reader(WeightPair pair) {
    this.pair = pair;
    this.base = pair.base().data();
    this.step = pair.step().data();
    this.rowBytes = 2L * pair.columns();
    this.wholeBytes = 2 * (pair.columns() - pair.columns() % Panel.BLOCK);
  }

  @Override
  public ColumnOrder order() {
    return ColumnOrder.EVEN_ODD;
  }

  private static FloatVector even(IntVector before, IntVector after) {
    return after
        .lanewise(LSHL, 16)
        .reinterpretAsFloats()
        .sub(before.lanewise(LSHL, 16).reinterpretAsFloats());
  }

  private static FloatVector odd(IntVector before, IntVector after) {
    return after
        .and(UPPER_HALF)
        .reinterpretAsFloats()
        .sub(before.and(UPPER_HALF).reinterpretAsFloats());
  }

  @Override
  public void read(int row, int rows, RowTile tile, Panel x, float[] products) {
    for (int r = 0; r < RowTile.ROWS; r += 2) {
      int i0 = row + Math.min(r, rows - 1);
      int i1 = row + Math.min(r + 1, rows - 1);
      float[] lines = tile.rows().data();
      switch (x.vectors()) {
        case 1 -> readOne(i0, i1, lines, r, x.data(), products);
        case 2 -> readTwo(i0, i1, lines, r, x.data(), products);
        default -> readFour(i0, i1, lines, r, x.data(), products);
      }
    }
    if (x.wholeColumns() < x.columns()) {
      readLastBlock(row, rows, tile, x, products);
    }
  }

  private void readLastBlock(int row, int rows, RowTile tile, Panel x, float[] products) {
    int[] places = order().places(Panel.BLOCK);
    for (int r = 0; r < RowTile.ROWS; r++) {
      for (int c = x.wholeColumns(); c < x.columns(); c++) {
        double entry = pair.entry(row + Math.min(r, rows - 1), c);
        tile.set(r, x.wholeColumns(), places[c - x.wholeColumns()], entry);
      }
      tile.addLastBlock(r, x, products);
    }
  }

  private void readOne(int i0, int i1, float[] tile, int r, float[] x, float[] products) {
    long row0 = rowBytes * i0;
    long row1 = rowBytes * i1;
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s10 = s00;
    for (int at = 0, t = r * Panel.BLOCK, p = 0; at < wholeBytes; at += 4 * LANES) {
      IntVector before = IntVector.fromMemorySegment(INTS, base, row0 + at, LITTLE);
      IntVector after = IntVector.fromMemorySegment(INTS, step, row0 + at, LITTLE);
      FloatVector even0 = even(before, after);
      FloatVector odd0 = odd(before, after);
      even0.intoArray(tile, t);
      odd0.intoArray(tile, t + LANES);
      before = IntVector.fromMemorySegment(INTS, base, row1 + at, LITTLE);
      after = IntVector.fromMemorySegment(INTS, step, row1 + at, LITTLE);
      FloatVector even1 = even(before, after);
      FloatVector odd1 = odd(before, after);
      even1.intoArray(tile, t + 2 * LANES);
      odd1.intoArray(tile, t + 3 * LANES);
      t += RowTile.ROWS * Panel.BLOCK;
      FloatVector v = FloatVector.fromArray(FLOATS, x, p);
      s00 = even0.fma(v, s00);
      s10 = even1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x, p + LANES);
      s00 = odd0.fma(v, s00);
      s10 = odd1.fma(v, s10);
      p += 2 * LANES;
    }
    float[] lanes = LaneSums.room(2);
    s00.intoArray(lanes, LaneSums.at(0));
    s10.intoArray(lanes, LaneSums.at(1));
    products[r] = LaneSums.of(lanes, 0);
    products[r + 1] = LaneSums.of(lanes, 1);
  }

  private void readTwo(int i0, int i1, float[] tile, int r, float[] x, float[] products) {
    long row0 = rowBytes * i0;
    long row1 = rowBytes * i1;
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    for (int at = 0, t = r * Panel.BLOCK, p = 0; at < wholeBytes; at += 4 * LANES) {
      IntVector before = IntVector.fromMemorySegment(INTS, base, row0 + at, LITTLE);
      IntVector after = IntVector.fromMemorySegment(INTS, step, row0 + at, LITTLE);
      FloatVector even0 = even(before, after);
      FloatVector odd0 = odd(before, after);
      even0.intoArray(tile, t);
      odd0.intoArray(tile, t + LANES);
      before = IntVector.fromMemorySegment(INTS, base, row1 + at, LITTLE);
      after = IntVector.fromMemorySegment(INTS, step, row1 + at, LITTLE);
      FloatVector even1 = even(before, after);
      FloatVector odd1 = odd(before, after);
      even1.intoArray(tile, t + 2 * LANES);
      odd1.intoArray(tile, t + 3 * LANES);
      t += RowTile.ROWS * Panel.BLOCK;
      FloatVector v = FloatVector.fromArray(FLOATS, x, p);
      s00 = even0.fma(v, s00);
      s10 = even1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x, p + LANES);
      s00 = odd0.fma(v, s00);
      s10 = odd1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x, p + 2 * LANES);
      s01 = even0.fma(v, s01);
      s11 = even1.fma(v, s11);
      v = FloatVector.fromArray(FLOATS, x, p + 3 * LANES);
      s01 = odd0.fma(v, s01);
      s11 = odd1.fma(v, s11);
      p += 4 * LANES;
    }
    float[] lanes = LaneSums.room(4);
    s00.intoArray(lanes, LaneSums.at(0));
    s01.intoArray(lanes, LaneSums.at(1));
    s10.intoArray(lanes, LaneSums.at(2));
    s11.intoArray(lanes, LaneSums.at(3));
    products[2 * r] = LaneSums.of(lanes, 0);
    products[2 * r + 1] = LaneSums.of(lanes, 1);
    products[2 * r + 2] = LaneSums.of(lanes, 2);
    products[2 * r + 3] = LaneSums.of(lanes, 3);
  }

  private void readFour(int i0, int i1, float[] tile, int r, float[] x, float[] products) {
    long row0 = rowBytes * i0;
    long row1 = rowBytes * i1;
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    for (int at = 0, t = r * Panel.BLOCK, p = 0; at < wholeBytes; at += 4 * LANES) {
      IntVector before = IntVector.fromMemorySegment(INTS, base, row0 + at, LITTLE);
      IntVector after = IntVector.fromMemorySegment(INTS, step, row0 + at, LITTLE);
      FloatVector even0 = even(before, after);
      FloatVector odd0 = odd(before, after);
      even0.intoArray(tile, t);
      odd0.intoArray(tile, t + LANES);
      before = IntVector.fromMemorySegment(INTS, base, row1 + at, LITTLE);
      after = IntVector.fromMemorySegment(INTS, step, row1 + at, LITTLE);
      FloatVector even1 = even(before, after);
      FloatVector odd1 = odd(before, after);
      even1.intoArray(tile, t + 2 * LANES);
      odd1.intoArray(tile, t + 3 * LANES);
      t += RowTile.ROWS * Panel.BLOCK;
      FloatVector v = FloatVector.fromArray(FLOATS, x, p);
      s00 = even0.fma(v, s00);
      s10 = even1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x, p + LANES);
      s00 = odd0.fma(v, s00);
      s10 = odd1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x, p + 2 * LANES);
      s01 = even0.fma(v, s01);
      s11 = even1.fma(v, s11);
      v = FloatVector.fromArray(FLOATS, x, p + 3 * LANES);
      s01 = odd0.fma(v, s01);
      s11 = odd1.fma(v, s11);
      v = FloatVector.fromArray(FLOATS, x, p + 4 * LANES);
      s02 = even0.fma(v, s02);
      s12 = even1.fma(v, s12);
      v = FloatVector.fromArray(FLOATS, x, p + 5 * LANES);
      s02 = odd0.fma(v, s02);
      s12 = odd1.fma(v, s12);
      v = FloatVector.fromArray(FLOATS, x, p + 6 * LANES);
      s03 = even0.fma(v, s03);
      s13 = even1.fma(v, s13);
      v = FloatVector.fromArray(FLOATS, x, p + 7 * LANES);
      s03 = odd0.fma(v, s03);
      s13 = odd1.fma(v, s13);
      p += 8 * LANES;
    }
    float[] lanes = LaneSums.room(8);
    s00.intoArray(lanes, LaneSums.at(0));
    s01.intoArray(lanes, LaneSums.at(1));
    s02.intoArray(lanes, LaneSums.at(2));
    s03.intoArray(lanes, LaneSums.at(3));
    s10.intoArray(lanes, LaneSums.at(4));
    s11.intoArray(lanes, LaneSums.at(5));
    s12.intoArray(lanes, LaneSums.at(6));
    s13.intoArray(lanes, LaneSums.at(7));
    products[4 * r] = LaneSums.of(lanes, 0);
    products[4 * r + 1] = LaneSums.of(lanes, 1);
    products[4 * r + 2] = LaneSums.of(lanes, 2);
    products[4 * r + 3] = LaneSums.of(lanes, 3);
    products[4 * r + 4] = LaneSums.of(lanes, 4);
    products[4 * r + 5] = LaneSums.of(lanes, 5);
    products[4 * r + 6] = LaneSums.of(lanes, 6);
    products[4 * r + 7] = LaneSums.of(lanes, 7);
  }
}
