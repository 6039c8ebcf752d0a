package io.github.alpharl.report;

import java.util.List;
import java.util.stream.IntStream;

/** Fewer points where there are too many for a page. */
final class Thinning {

  private Thinning() {}

  /** At most {@code most} (≥ 2) of {@code count} places, evenly spread, first and last included. */
  static List<Integer> places(int count, int most) {
    if (count <= most) {
      return IntStream.range(0, count).boxed().toList();
    }
    return IntStream.range(0, most)
        .map(i -> (int) Math.round((double) i * (count - 1) / (most - 1)))
        .boxed()
        .toList();
  }

  /** Those of {@code items} at {@code places}. */
  static <T> List<T> at(List<T> items, List<Integer> places) {
    return places.stream().map(items::get).toList();
  }

  /** Those of {@code values} at {@code places}. */
  static double[] at(double[] values, List<Integer> places) {
    return places.stream().mapToDouble(place -> values[place]).toArray();
  }
}
