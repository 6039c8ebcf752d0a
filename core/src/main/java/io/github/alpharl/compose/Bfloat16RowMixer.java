package io.github.alpharl.compose;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Everything bfloat16: pairs of columns are read and written as one integer, whose halves are the
 * even and the odd column, so that rows lie in blocks of even columns and of odd ones in between.
 * Loops without shuffles are plain, the JIT makes vectors of them.
 */
final class Bfloat16RowMixer implements RowMixer {

  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = INTS.length();
  private static final int BLOCK = 2 * LANES;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final int UPPER_HALF = 0xFFFF0000;

  /** Bits of a double behind the eight that bfloat16 keeps. */
  private static final int DROPPED = 45;

  private static final long BELOW_HALF = (1L << (DROPPED - 1)) - 1;
  private static final long KEPT = -1L << DROPPED;

  /** Outside of these magnitudes, in a double's bits, rounding is not one addition. */
  private static final long SMALLEST = Double.doubleToRawLongBits(0x1p-126);

  private static final long LARGEST = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

  private final Mix mix;
  private final float[][] right;

  Bfloat16RowMixer(Mix mix) {
    this.mix = mix;
    this.right = new float[mix.right().length][];
    for (int k = 0; k < right.length; k++) {
      right[k] = inBlocks(mix.right()[k]);
    }
  }

  static boolean takes(Mix mix) {
    return mix.dtype() == Dtype.BF16
        && mix.matrices().stream().allMatch(matrix -> matrix.dtype() == Dtype.BF16)
        && mix.columns() % BLOCK == 0;
  }

  /** Where column {@code c} lies. */
  private static int place(int c) {
    int inBlock = c % BLOCK;
    return c - inBlock + inBlock / 2 + (inBlock % 2) * LANES;
  }

  private static float[] inBlocks(float[] columns) {
    float[] blocks = new float[columns.length];
    for (int c = 0; c < columns.length; c++) {
      blocks[place(c)] = columns[c];
    }
    return blocks;
  }

  @Override
  public void rows(int from, int to, MemorySegment target) {
    float[] floats = new float[mix.columns()];
    double[] sum = new double[floats.length];
    double[] rounded = new double[floats.length];
    for (int i = from; i < to; i++) {
      mix(i, sum, floats);
      for (int k = 0; k < right.length; k++) {
        RowMixer.addScaled(sum, mix.left()[k][i], right[k]);
      }
      MemorySegment row = target.asSlice((i - from) * (long) mix.rowBytes(), mix.rowBytes());
      if (round(sum, rounded)) {
        for (int c = 0; c < rounded.length; c++) {
          floats[c] = (float) rounded[c];
        }
        join(floats, row);
      } else {
        Elements.setAll(Dtype.BF16, row, inColumns(sum));
      }
    }
  }

  private void mix(int i, double[] sum, float[] row) {
    if (!RowMixer.isCopy(mix)) {
      Arrays.fill(sum, 0);
    }
    for (int t = 0; t < mix.factors().length; t++) {
      long bytes = 2L * row.length;
      TensorMemory matrix = mix.matrices().get(t).memory();
      split(matrix.range(i * bytes, (i + 1) * bytes, Tensor.onHeap()), row);
      if (RowMixer.isCopy(mix)) {
        for (int c = 0; c < row.length; c++) {
          sum[c] = row[c];
        }
      } else {
        RowMixer.addScaled(sum, mix.factors()[t], row);
      }
    }
  }

  private static void split(MemorySegment data, float[] row) {
    long at = 0;
    for (int c = 0; c < row.length; c += BLOCK, at += 4L * LANES) {
      IntVector pairs = IntVector.fromMemorySegment(INTS, data, at, LITTLE);
      pairs.lanewise(LSHL, 16).reinterpretAsFloats().intoArray(row, c);
      pairs.and(UPPER_HALF).reinterpretAsFloats().intoArray(row, c + LANES);
    }
  }

  private static void join(float[] row, MemorySegment target) {
    long at = 0;
    for (int c = 0; c < row.length; c += BLOCK, at += 4L * LANES) {
      IntVector even = FloatVector.fromArray(FLOATS, row, c).reinterpretAsInts();
      IntVector odd = FloatVector.fromArray(FLOATS, row, c + LANES).reinterpretAsInts();
      even.lanewise(LSHR, 16).or(odd).intoMemorySegment(target, at, LITTLE);
    }
  }

  /**
   * {@code values} to the nearest double that is a bfloat16, ties to even, by integer arithmetic on
   * their bits: a carry out of the mantissa goes into the exponent, as it should.
   *
   * @return false if one of them is zero, too small for that, or NaN; then the result is void
   */
  private static boolean round(double[] values, double[] rounded) {
    LongVector outside = LongVector.zero(LongVector.SPECIES_PREFERRED);
    for (int c = 0; c < values.length; c += DOUBLES.length()) {
      LongVector bits = DoubleVector.fromArray(DOUBLES, values, c).reinterpretAsLongs();
      LongVector magnitude = bits.and(Long.MAX_VALUE);
      // The sign bit of either difference tells.
      outside = outside.or(magnitude.sub(SMALLEST)).or(magnitude.neg().add(LARGEST));
      LongVector lastKept = bits.lanewise(LSHR, DROPPED).and(1);
      bits.add(BELOW_HALF).add(lastKept).and(KEPT).reinterpretAsDoubles().intoArray(rounded, c);
    }
    return outside.compare(GT, -1).allTrue();
  }

  private static double[] inColumns(double[] blocks) {
    double[] columns = new double[blocks.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = blocks[place(c)];
    }
    return columns;
  }
}
