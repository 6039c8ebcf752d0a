package io.github.alpharl.watch.detector;

import java.util.Arrays;

/** The newest numbers of a series, at most so many. */
final class Ring {

  private final double[] values;
  private long added;

  Ring(int most) {
    values = new double[most];
  }

  void add(double value) {
    values[(int) (added++ % values.length)] = value;
  }

  int size() {
    return (int) Math.min(added, values.length);
  }

  /** The numbers, oldest first. */
  double[] values() {
    int size = size();
    double[] ordered = new double[size];
    for (int i = 0; i < size; i++) {
      ordered[i] = values[(int) ((added - size + i) % values.length)];
    }
    return ordered;
  }

  double last() {
    return values[(int) ((added - 1) % values.length)];
  }

  /** The median of {@code values}, which are sorted afterwards; the lower one of two. */
  static double median(double[] values) {
    Arrays.sort(values);
    int half = values.length / 2;
    return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
}
