package io.github.alpharl.spectral.kernel;

/**
 * Some vectors of one length as float32, interleaved: each block of columns holds {@value
 * #REGISTERS} registers of the first vector, then of the second. A loop over the columns thus walks
 * through memory in one stream; separate arrays of a power of two would fall into one set of the
 * cache. Blocks are filled up with zeros.
 */
public final class Panel {

  private static final int REGISTERS = 2;

  /** Columns of a block. */
  public static final int BLOCK = REGISTERS * Lanes.COUNT;

  private final int vectors;
  private final int columns;
  private final float[] data;

  /** Zeros. */
  public Panel(int vectors, int columns) {
    this.vectors = vectors;
    this.columns = columns;
    this.data = new float[Math.multiplyExact(Math.ceilDiv(columns, BLOCK) * BLOCK, vectors)];
  }

  public int vectors() {
    return vectors;
  }

  public int columns() {
    return columns;
  }

  /** The blocks one after the other, {@link #stride} numbers each. */
  public float[] data() {
    return data;
  }

  /** Numbers of a block: {@code vectors · BLOCK}. */
  public int stride() {
    return vectors * BLOCK;
  }

  /** Columns in whole blocks; the others, if any, share one more block. */
  public int wholeColumns() {
    return columns - columns % BLOCK;
  }

  /** Puts {@code values} in the place of vector {@code index}. */
  public void set(int index, double[] values, ColumnOrder order) {
    int[] places = order.places(BLOCK);
    for (int start = 0, at = index * BLOCK; start < columns; start += BLOCK, at += stride()) {
      int count = Math.min(BLOCK, columns - start);
      for (int c = 0; c < count; c++) {
        data[at + places[c]] = (float) values[start + c];
      }
    }
  }

  /** Σ over the last, unfinished block of vector {@code i} here and {@code j} of {@code other}. */
  public float lastBlockDot(int i, Panel other, int j) {
    int blocks = columns / BLOCK;
    float sum = 0;
    for (int p = 0; p < BLOCK; p++) {
      float a = data[blocks * stride() + i * BLOCK + p];
      sum = Math.fma(a, other.data[blocks * other.stride() + j * BLOCK + p], sum);
    }
    return sum;
  }
}
