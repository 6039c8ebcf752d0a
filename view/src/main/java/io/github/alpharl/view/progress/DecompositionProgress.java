package io.github.alpharl.view.progress;

import io.github.alpharl.study.StudyListener;

/** The progress of a decomposition in megabytes of weights, over all its steps. */
public final class DecompositionProgress implements StudyListener.Decomposition {

  private static final long MEGABYTE = 1_000_000;

  private final int steps;
  private Progress bar;
  private long bytes;

  /** Progress over {@code steps} steps. */
  public DecompositionProgress(int steps) {
    this.steps = steps;
  }

  @Override
  public void step(long step, long stepBytes, boolean reused) {
    if (bar == null) {
      bar = Progress.of("decompose", "MB", steps * stepBytes / MEGABYTE);
    }
    bar.message("step " + step);
    if (reused) {
      module(stepBytes);
    }
  }

  @Override
  public synchronized void module(long moduleBytes) {
    long before = bytes / MEGABYTE;
    bytes += moduleBytes;
    bar.advance(bytes / MEGABYTE - before);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
