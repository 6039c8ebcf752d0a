package io.github.alpharl.bench;

import java.util.List;

/** Wall-clock times of tasks that take turns, so that a change of the machine's load meets all. */
final class Timing {

  private Timing() {}

  /** The shortest time of each of {@code tasks} in seconds, over {@code rounds} rounds. */
  static double[] shortest(List<Runnable> tasks, int warmUps, int rounds) {
    return shortest(() -> {}, tasks, warmUps, rounds);
  }

  /** The same, with {@code before} run before each round and not counted. */
  static double[] shortest(Runnable before, List<Runnable> tasks, int warmUps, int rounds) {
    double[] best = new double[tasks.size()];
    java.util.Arrays.fill(best, Double.POSITIVE_INFINITY);
    for (int round = -warmUps; round < rounds; round++) {
      before.run();
      for (int i = 0; i < best.length; i++) {
        double seconds = seconds(tasks.get(i));
        best[i] = round < 0 ? best[i] : Math.min(best[i], seconds);
      }
    }
    return best;
  }

  /** The time of one run in seconds. */
  static double seconds(Runnable task) {
    long start = System.nanoTime();
    task.run();
    return (System.nanoTime() - start) * 1e-9;
  }
}
