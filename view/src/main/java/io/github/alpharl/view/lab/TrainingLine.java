package io.github.alpharl.view.lab;

import io.github.alpharl.lab.run.StepReport;
import java.util.Locale;

/** A training's steps as lines: reward, accuracy, speed and time left. */
public final class TrainingLine {

  private double accuracy = Double.NaN;

  /** The line of {@code report}; between validations the last accuracy stands. */
  public String of(StepReport report) {
    if (!Double.isNaN(report.validation())) {
      accuracy = report.validation();
    }
    String measure = report.metrics().containsKey("reward") ? "reward" : "loss";
    return String.format(
        Locale.ROOT,
        "step %d/%d  %s %s  accuracy %s  %.0f tokens/s  %s left",
        report.step(),
        report.steps(),
        measure,
        number(report.metrics().getOrDefault(measure, Double.NaN)),
        number(accuracy),
        report.metrics().getOrDefault("tokensPerSecond", 0.0),
        time(report.secondsLeft()));
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
}
