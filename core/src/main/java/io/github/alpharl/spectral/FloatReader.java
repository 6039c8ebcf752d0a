package io.github.alpharl.spectral;

import static jdk.incubator.vector.VectorOperators.ADD;

import io.github.alpharl.checkpoint.Dtype;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Matrices of any float types: rows are subtracted one by one, float32 ones as vectors. */
final class FloatReader implements RowReader {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final WeightPair pair;
  private final boolean bothFloat32;

  FloatReader(WeightPair pair) {
    this.pair = pair;
    this.bothFloat32 = pair.base().dtype() == Dtype.F32 && pair.step().dtype() == Dtype.F32;
  }

  @Override
  public ColumnOrder order() {
    return ColumnOrder.NATURAL;
  }

  @Override
  public void read(int i0, int i1, float[] line0, float[] line1, float[][] x, float[] products) {
    subtract(i0, line0);
    subtract(i1, line1);
    for (int v = 0; v < VECTORS; v++) {
      products[v] = dot(line0, x[v]);
      products[VECTORS + v] = dot(line1, x[v]);
    }
  }

  private static float dot(float[] a, float[] b) {
    FloatVector sum = FloatVector.zero(SPECIES);
    int bound = SPECIES.loopBound(a.length);
    for (int c = 0; c < bound; c += LANES) {
      sum = FloatVector.fromArray(SPECIES, a, c).fma(FloatVector.fromArray(SPECIES, b, c), sum);
    }
    return sum.reduceLanes(ADD) + RowTile.tail(a, b, bound);
  }

  private void subtract(int row, float[] line) {
    int done = bothFloat32 ? subtractFloat32(row, line) : 0;
    for (int c = done; c < line.length; c++) {
      line[c] = (float) pair.entry(row, c);
    }
  }

  private int subtractFloat32(int row, float[] line) {
    MemorySegment base = pair.base().data();
    MemorySegment step = pair.step().data();
    long offset = 4L * row * line.length;
    int bound = SPECIES.loopBound(line.length);
    for (int c = 0; c < bound; c += LANES) {
      load(step, offset + 4L * c).sub(load(base, offset + 4L * c)).intoArray(line, c);
    }
    return bound;
  }

  private static FloatVector load(MemorySegment data, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, data, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
