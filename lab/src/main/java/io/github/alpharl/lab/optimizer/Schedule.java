package io.github.alpharl.lab.optimizer;

import io.github.alpharl.failure.UsageException;

/**
 * The learning rate over a run: linear warm-up, then constant, or a cosine down to a tenth.
 *
 * @param rate the peak
 * @param warmup optimizer steps of warm-up
 * @param shape {@code constant} or {@code cosine}
 * @param total optimizer steps of the whole run, for the cosine
 */
public record Schedule(double rate, int warmup, String shape, long total) {

  private static final double FLOOR = 0.1;

  /** Checks the shape. */
  public Schedule {
    if (!shape.equals("constant") && !shape.equals("cosine")) {
      throw UsageException.of("Unknown schedule \"%s\"; known are constant and cosine.", shape);
    }
  }

  /** The rate of optimizer step {@code count}, from 1. */
  public double at(long count) {
    if (count < warmup) {
      return rate * count / warmup;
    }
    if (shape.equals("constant")) {
      return rate;
    }
    double progress = Math.min(1, (double) (count - warmup) / Math.max(1, total - warmup));
    return rate * (FLOOR + (1 - FLOOR) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
