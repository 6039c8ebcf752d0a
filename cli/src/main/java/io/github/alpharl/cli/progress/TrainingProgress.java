package io.github.alpharl.cli.progress;

import io.github.alpharl.lab.run.StepReport;
import java.util.Locale;

/** A training's steps as a status line: reward, accuracy, speed and time left. */
public final class TrainingProgress implements AutoCloseable {

  private final StatusLine line;
  private double accuracy = Double.NaN;

  /** Shows steps on {@code line} and closes it. */
  public TrainingProgress(StatusLine line) {
    this.line = line;
  }

  /** Shows {@code report}; between validations the last accuracy stands. */
  public void show(StepReport report) {
    if (!Double.isNaN(report.validation())) {
      accuracy = report.validation();
    }
    String measure = report.metrics().containsKey("reward") ? "reward" : "loss";
    line.show(
        String.format(
            Locale.ROOT,
            "step %d/%d  %s %s  accuracy %s  %.0f tokens/s  %s left",
            report.step(),
            report.steps(),
            measure,
            number(report.metrics().getOrDefault(measure, Double.NaN)),
            number(accuracy),
            report.metrics().getOrDefault("tokensPerSecond", 0.0),
            time(report.secondsLeft())));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  @Override
  public void close() {
    line.close();
  }
}
