package io.github.alpharl.lab.optimizer;

import java.util.Locale;

/**
 * The learning rate over a run: linear warm-up, then constant, or a cosine down to a tenth.
 *
 * @param rate the peak
 * @param warmup optimizer steps of warm-up
 * @param shape the course after it
 * @param total optimizer steps of the whole run, for the cosine
 */
public record Schedule(double rate, int warmup, Shape shape, long total) {

  private static final double FLOOR = 0.1;

  /** Courses after the warm-up. */
  public enum Shape {
    /** The peak to the end. */
    CONSTANT,
    /** Half a cosine, from the peak down to a tenth of it. */
    COSINE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The rate of optimizer step {@code count}, from 1. */
  public double at(long count) {
    if (count < warmup) {
      return rate * count / warmup;
    }
    if (shape == Shape.CONSTANT) {
      return rate;
    }
    double progress = Math.min(1, (double) (count - warmup) / Math.max(1, total - warmup));
    return rate * (FLOOR + (1 - FLOOR) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
