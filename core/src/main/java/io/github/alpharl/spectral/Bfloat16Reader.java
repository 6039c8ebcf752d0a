package io.github.alpharl.spectral;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Both matrices bfloat16: pairs of columns are read as one integer, its halves are the floats. */
final class Bfloat16Reader implements RowReader {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final int UPPER_HALF = 0xFFFF0000;
  private static final ColumnOrder EVEN_ODD = new ColumnOrder(LANES);

  private final WeightPair pair;
  private final MemorySegment base;
  private final MemorySegment step;

  Bfloat16Reader(WeightPair pair) {
    this.pair = pair;
    this.base = pair.base().data();
    this.step = pair.step().data();
  }

  @Override
  public ColumnOrder order() {
    return EVEN_ODD;
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
  public void read(int i0, int i1, float[] line0, float[] line1, float[][] x, float[] products) {
    float[] x0 = x[0];
    float[] x1 = x[1];
    float[] x2 = x[2];
    float[] x3 = x[3];
    FloatVector s00 = FloatVector.zero(FLOATS);
    FloatVector s01 = s00;
    FloatVector s02 = s00;
    FloatVector s03 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s12 = s00;
    FloatVector s13 = s00;
    long from0 = 2L * i0 * line0.length;
    long from1 = 2L * i1 * line0.length;
    int blocked = EVEN_ODD.blocked(line0.length);
    for (int c = 0; c < blocked; c += 2 * LANES) {
      long at0 = from0 + 2L * c;
      IntVector before = IntVector.fromMemorySegment(INTS, base, at0, LITTLE);
      IntVector after = IntVector.fromMemorySegment(INTS, step, at0, LITTLE);
      FloatVector even0 = even(before, after);
      FloatVector odd0 = odd(before, after);
      even0.intoArray(line0, c);
      odd0.intoArray(line0, c + LANES);
      long at1 = from1 + 2L * c;
      before = IntVector.fromMemorySegment(INTS, base, at1, LITTLE);
      after = IntVector.fromMemorySegment(INTS, step, at1, LITTLE);
      FloatVector even1 = even(before, after);
      FloatVector odd1 = odd(before, after);
      even1.intoArray(line1, c);
      odd1.intoArray(line1, c + LANES);
      FloatVector v = FloatVector.fromArray(FLOATS, x0, c);
      s00 = even0.fma(v, s00);
      s10 = even1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x1, c);
      s01 = even0.fma(v, s01);
      s11 = even1.fma(v, s11);
      v = FloatVector.fromArray(FLOATS, x2, c);
      s02 = even0.fma(v, s02);
      s12 = even1.fma(v, s12);
      v = FloatVector.fromArray(FLOATS, x3, c);
      s03 = even0.fma(v, s03);
      s13 = even1.fma(v, s13);
      v = FloatVector.fromArray(FLOATS, x0, c + LANES);
      s00 = odd0.fma(v, s00);
      s10 = odd1.fma(v, s10);
      v = FloatVector.fromArray(FLOATS, x1, c + LANES);
      s01 = odd0.fma(v, s01);
      s11 = odd1.fma(v, s11);
      v = FloatVector.fromArray(FLOATS, x2, c + LANES);
      s02 = odd0.fma(v, s02);
      s12 = odd1.fma(v, s12);
      v = FloatVector.fromArray(FLOATS, x3, c + LANES);
      s03 = odd0.fma(v, s03);
      s13 = odd1.fma(v, s13);
    }
    readTail(i0, line0, blocked);
    readTail(i1, line1, blocked);
    products[0] = s00.reduceLanes(ADD) + RowTile.tail(line0, x0, blocked);
    products[1] = s01.reduceLanes(ADD) + RowTile.tail(line0, x1, blocked);
    products[2] = s02.reduceLanes(ADD) + RowTile.tail(line0, x2, blocked);
    products[3] = s03.reduceLanes(ADD) + RowTile.tail(line0, x3, blocked);
    products[4] = s10.reduceLanes(ADD) + RowTile.tail(line1, x0, blocked);
    products[5] = s11.reduceLanes(ADD) + RowTile.tail(line1, x1, blocked);
    products[6] = s12.reduceLanes(ADD) + RowTile.tail(line1, x2, blocked);
    products[7] = s13.reduceLanes(ADD) + RowTile.tail(line1, x3, blocked);
  }

  private void readTail(int i, float[] line, int from) {
    for (int c = from; c < line.length; c++) {
      line[c] = (float) pair.entry(i, c);
    }
  }
}
