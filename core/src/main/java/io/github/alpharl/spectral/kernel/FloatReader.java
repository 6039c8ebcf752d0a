package io.github.alpharl.spectral.kernel;

import io.github.alpharl.safetensors.Dtype;
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
  public void read(int row, int rows, RowTile tile, Panel x, float[] products) {
    int whole = bothFloat32 ? x.wholeColumns() : 0;
    for (int r = 0; r < RowTile.ROWS; r++) {
      int i = row + Math.min(r, rows - 1);
      subtractFloat32(i, tile.rows().data(), r, whole);
      for (int c = whole; c < x.columns(); c++) {
        tile.set(r, c - c % Panel.BLOCK, c % Panel.BLOCK, pair.entry(i, c));
      }
    }
    tile.multiply(x, products);
  }

  private void subtractFloat32(int i, float[] lines, int r, int columns) {
    MemorySegment base = pair.base().data();
    MemorySegment step = pair.step().data();
    long offset = 4L * i * pair.columns();
    for (int c = 0, t = r * Panel.BLOCK; c < columns; c += Panel.BLOCK) {
      difference(base, step, offset + 4L * c).intoArray(lines, t);
      difference(base, step, offset + 4L * (c + LANES)).intoArray(lines, t + LANES);
      t += RowTile.ROWS * Panel.BLOCK;
    }
  }

  private static FloatVector difference(MemorySegment base, MemorySegment step, long offset) {
    return load(step, offset).sub(load(base, offset));
  }

  private static FloatVector load(MemorySegment data, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, data, offset, ByteOrder.LITTLE_ENDIAN);
  }
}
