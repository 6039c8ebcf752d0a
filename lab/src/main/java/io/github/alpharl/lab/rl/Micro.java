package io.github.alpharl.lab.rl;

import java.util.ArrayList;
import java.util.List;

/** Cuts rows into micro-batches. */
final class Micro {

  private Micro() {}

  /** Runs of whole units whose padded size stays within {@code tokens}, at least one unit each. */
  static List<List<Sample>> split(List<Sample> rows, int unit, int tokens) {
    List<List<Sample>> parts = new ArrayList<>();
    int from = 0;
    int width = 0;
    for (int at = 0; at < rows.size(); at += unit) {
      int wider = width;
      for (Sample row : rows.subList(at, at + unit)) {
        wider = Math.max(wider, row.length());
      }
      if (at > from && (long) wider * (at + unit - from) > tokens) {
        parts.add(rows.subList(from, at));
        from = at;
        wider = widest(rows.subList(at, at + unit));
      }
      width = wider;
    }
    if (from < rows.size()) {
      parts.add(rows.subList(from, rows.size()));
    }
    return parts;
  }

  private static int widest(List<Sample> rows) {
    return rows.stream().mapToInt(Sample::length).max().orElse(0);
  }
}
