package io.github.alpharl.lab.run;

import io.github.alpharl.lab.objective.StepMetrics;
import java.util.Map;

/** Speed and time left of a run. */
final class Stopwatch {

  private static final double NANOS = 1e9;

  private final int done;
  private final int steps;
  private final long begin = System.nanoTime();
  private long last = begin;

  /** Starts now, after {@code done} of {@code steps}. */
  Stopwatch(int done, int steps) {
    this.done = done;
    this.steps = steps;
  }

  /** The means of {@code stepMetrics} with the time since the last call and the tokens a second. */
  Map<String, Double> metrics(StepMetrics stepMetrics) {
    long now = System.nanoTime();
    double seconds = (now - last) / NANOS;
    last = now;
    Map<String, Double> metrics = stepMetrics.means();
    double tokens =
        metrics.getOrDefault("tokensSampled", 0.0) + metrics.getOrDefault("tokensTrained", 0.0);
    metrics.put("seconds", seconds);
    metrics.put("tokensPerSecond", tokens / seconds);
    return metrics;
  }

  /** Estimated seconds after {@code step} is done, saving and scoring included. */
  double secondsLeft(int step) {
    double elapsed = (System.nanoTime() - begin) / NANOS;
    return elapsed / (step - done) * (steps - step);
  }
}
