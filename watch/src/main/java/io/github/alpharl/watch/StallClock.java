package io.github.alpharl.watch;

import java.util.Arrays;
import java.util.OptionalLong;

/** Notices that steps stay away; by a clock that does not jump. */
final class StallClock {

  private static final int KEPT = 64;
  private static final int LEAST = 5;
  private static final double TIMES = 20;
  private static final double LEAST_SECONDS = 60;

  private final double[] intervals = new double[KEPT];
  private int count;
  private long last = Long.MIN_VALUE;
  private boolean said;

  /** A step came at {@code nanos}. */
  void step(long nanos) {
    if (last != Long.MIN_VALUE) {
      intervals[count++ % KEPT] = (nanos - last) / 1e9;
    }
    last = nanos;
    said = false;
  }

  /** The seconds without a step, once, if they are far too many at {@code nanos}. */
  OptionalLong stalled(long nanos) {
    if (said || count < LEAST) {
      return OptionalLong.empty();
    }
    double[] known = Arrays.copyOf(intervals, Math.min(count, KEPT));
    Arrays.sort(known);
    double waited = (nanos - last) / 1e9;
    if (waited < Math.max(LEAST_SECONDS, TIMES * known[known.length / 2])) {
      return OptionalLong.empty();
    }
    said = true;
    return OptionalLong.of((long) waited);
  }
}
