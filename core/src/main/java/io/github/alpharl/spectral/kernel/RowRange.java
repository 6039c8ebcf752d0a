package io.github.alpharl.spectral.kernel;

import java.util.ArrayList;
import java.util.List;

/** Rows {@code from ≤ i < to} of an update. */
public record RowRange(int from, int to) {

  /** Rows 0 … {@code rows} − 1 in groups of {@code size}, of which every {@code stride}-th. */
  public static List<RowRange> groups(int rows, int size, int stride) {
    List<RowRange> groups = new ArrayList<>();
    for (long from = 0; from < rows; from += (long) size * stride) {
      groups.add(new RowRange((int) from, (int) Math.min(rows, from + size)));
    }
    return groups;
  }
}
