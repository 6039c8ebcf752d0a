package io.github.alpharl.spectral.kernel;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_S2I;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrices of any float types, whose rows are subtracted one by one: as vectors where both types
 * are float32 or bfloat16, with a float32 base rounded to a bfloat16 step's type.
 */
final class FloatReader implements RowReader {

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOATS;
  private static final VectorSpecies<Integer> INTS = Lanes.INTS;
  private static final int LANES = SPECIES.length();
  private static final VectorSpecies<Short> SHORTS =
      VectorSpecies.of(short.class, VectorShape.forBitSize(LANES * Short.SIZE));
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  /** Half a unit in the last place that bfloat16 keeps, less one. */
  private static final int BELOW_HALF = 0x7FFF;

  private static final int UPPER_HALF = 0xFFFF0000;
  private static final int MAGNITUDE = 0x7FFFFFFF;

  /** The greatest float32, in its bits, that bfloat16 does not round to infinity. */
  private static final int LARGEST = 0x7F7F7FFF;

  private final WeightPair pair;
  private final MemorySegment base;
  private final MemorySegment step;
  private final boolean vectors;
  private final double[] difference;

  FloatReader(WeightPair pair) {
    this.pair = pair;
    this.base = pair.base().data();
    this.step = pair.step().data();
    this.vectors = isShort(pair.base()) && isShort(pair.step());
    this.difference = new double[vectors ? 0 : pair.columns()];
  }

  private static boolean isShort(Tensor tensor) {
    return tensor.dtype() == Dtype.F32 || tensor.dtype() == Dtype.BF16;
  }

  @Override
  public ColumnOrder order() {
    return ColumnOrder.NATURAL;
  }

  @Override
  public void read(int row, int rows, RowTile tile, Panel x, float[] products) {
    for (int r = 0; r < RowTile.ROWS; r++) {
      int i = row + Math.min(r, rows - 1);
      if (vectors) {
        subtract((long) i * pair.columns(), tile.rows().data(), r, x.wholeColumns());
      } else {
        subtractDoubles(i, tile, r);
      }
      for (int c = vectors ? x.wholeColumns() : x.columns(); c < x.columns(); c++) {
        tile.set(r, c - c % Panel.BLOCK, c % Panel.BLOCK, pair.entry(i, c));
      }
    }
    tile.multiply(x, products);
  }

  private void subtractDoubles(int i, RowTile tile, int r) {
    pair.row(i, difference);
    for (int c = 0; c < difference.length; c++) {
      tile.set(r, c - c % Panel.BLOCK, c % Panel.BLOCK, difference[c]);
    }
  }

  /** One loop for each pair of types, as the JIT wants them. */
  private void subtract(long first, float[] lines, int r, int columns) {
    if (pair.base().dtype() == Dtype.F32) {
      if (pair.step().dtype() == Dtype.F32) {
        subtractFloats(first, lines, r, columns);
      } else {
        subtractRounded(first, lines, r, columns);
      }
    } else {
      subtractWidened(first, lines, r, columns);
    }
  }

  private void subtractFloats(long first, float[] lines, int r, int columns) {
    long at = 4 * first;
    for (int c = 0, t = r * Panel.BLOCK; c < columns; c += Panel.BLOCK) {
      difference(at + 4L * c).intoArray(lines, t);
      difference(at + 4L * (c + LANES)).intoArray(lines, t + LANES);
      t += RowTile.ROWS * Panel.BLOCK;
    }
  }

  private FloatVector difference(long offset) {
    return floats(step, offset).sub(floats(base, offset));
  }

  private void subtractRounded(long first, float[] lines, int r, int columns) {
    for (int c = 0, t = r * Panel.BLOCK; c < columns; c += Panel.BLOCK) {
      differenceRounded(first + c).intoArray(lines, t);
      differenceRounded(first + c + LANES).intoArray(lines, t + LANES);
      t += RowTile.ROWS * Panel.BLOCK;
    }
  }

  private FloatVector differenceRounded(long index) {
    return widened(step, 2 * index).sub(rounded(floats(base, 4 * index)));
  }

  private void subtractWidened(long first, float[] lines, int r, int columns) {
    for (int c = 0, t = r * Panel.BLOCK; c < columns; c += Panel.BLOCK) {
      differenceWidened(first + c).intoArray(lines, t);
      differenceWidened(first + c + LANES).intoArray(lines, t + LANES);
      t += RowTile.ROWS * Panel.BLOCK;
    }
  }

  private FloatVector differenceWidened(long index) {
    return floats(step, 4 * index).sub(widened(base, 2 * index));
  }

  private static FloatVector floats(MemorySegment data, long offset) {
    return FloatVector.fromMemorySegment(SPECIES, data, offset, LITTLE);
  }

  /** bfloat16 as float32. */
  private static FloatVector widened(MemorySegment data, long offset) {
    ShortVector bits = ShortVector.fromMemorySegment(SHORTS, data, offset, LITTLE);
    IntVector upper = (IntVector) bits.convertShape(ZERO_EXTEND_S2I, INTS, 0);
    return upper.lanewise(LSHL, Short.SIZE).reinterpretAsFloats();
  }

  /** The nearest bfloat16, ties to even, as {@code Elements.round} finds it. */
  private static FloatVector rounded(FloatVector values) {
    IntVector bits = values.reinterpretAsInts();
    IntVector lastKept = bits.lanewise(LSHR, Short.SIZE).and(1);
    IntVector nearest = bits.add(BELOW_HALF).add(lastKept).and(UPPER_HALF);
    return nearest.blend(bits, bits.and(MAGNITUDE).compare(GT, LARGEST)).reinterpretAsFloats();
  }
}
