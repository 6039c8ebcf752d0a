package io.github.alpharl.view.lab;

import io.github.alpharl.lab.run.StepReport;
import io.github.alpharl.view.StatusLine;

/** A training's steps as a status line: reward, accuracy, speed and time left. */
public final class TrainingProgress implements AutoCloseable {

  private final TrainingLine text = new TrainingLine();
  private final StatusLine line;

  /** Shows steps on {@code line} and closes it. */
  public TrainingProgress(StatusLine line) {
    this.line = line;
  }

  public void show(StepReport report) {
    line.show(text.of(report));
  }

  @Override
  public void close() {
    line.close();
  }
}
