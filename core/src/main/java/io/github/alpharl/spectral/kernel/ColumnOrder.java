package io.github.alpharl.spectral.kernel;

import java.util.stream.IntStream;

/**
 * Where a column of a block is kept. A bfloat16 row is read as 32-bit integers whose lower and
 * upper halves are the even and the odd columns, so that there the even columns of a block come
 * first.
 */
public enum ColumnOrder {
  NATURAL,
  EVEN_ODD;

  /** places[c] for the columns {@code 0 ≤ c < block}. */
  public int[] places(int block) {
    return IntStream.range(0, block)
        .map(c -> this == NATURAL ? c : c / 2 + (c % 2) * (block / 2))
        .toArray();
  }
}
