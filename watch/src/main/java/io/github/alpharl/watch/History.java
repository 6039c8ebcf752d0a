package io.github.alpharl.watch;

import java.util.Arrays;

/** A series for a chart: all of it, thinned to every second point again and again as it grows. */
public final class History {

  private static final int MOST = 1024;

  private final double[] steps = new double[MOST];
  private final double[] values = new double[MOST];
  private int size;
  private long every = 1;
  private long seen;

  void add(long step, double value) {
    if (seen++ % every != 0) {
      return;
    }
    if (size == MOST) {
      halve();
      if ((seen - 1) % every != 0) {
        return;
      }
    }
    steps[size] = step;
    values[size++] = value;
  }

  private void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      steps[i] = steps[2 * i];
      values[i] = values[2 * i];
    }
    size = MOST / 2;
    every *= 2;
  }

  /** The steps, in the order of training: an attempt that goes back goes back. */
  public double[] steps() {
    return Arrays.copyOf(steps, size);
  }

  /** A value a step; NaN is NaN. */
  public double[] values() {
    return Arrays.copyOf(values, size);
  }

  /** Every how many'th point is there. */
  public long every() {
    return every;
  }
}
