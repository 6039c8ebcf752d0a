package io.github.alpharl.bench;

import java.util.List;

/** Wall-clock times of tasks that take turns, so that a change of the machine's load meets all. */
final class Timing {

  private Timing() {}

  /** Longer than idle threads of OpenMP and OpenBLAS spin before they sleep, in milliseconds. */
  private static final long PAUSE = 100;

  /**
   * The shortest time of each of {@code tasks} in seconds, over {@code rounds} rounds. Before each
   * round all wait until the threads of the round before have given up their cores.
   */
  static double[] shortest(List<Runnable> tasks, int warmUps, int rounds) {
    double[] best = new double[tasks.size()];
    java.util.Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int round = -warmUps; round < rounds; round++) {
      sleep(PAUSE);
      for (int i = 0; i < best.length; i++) {
        double seconds = seconds(tasks.get(i));
        best[i] = round < 0 ? best[i] : Math.min(best[i], seconds);
      }
    }
    return best;
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The time of one run in seconds. */
  static double seconds(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return (System.nanoTime() - start) * 1e-9;
  }
}
