package io.github.alpharl.cli.option;

import io.github.alpharl.run.Run;
import io.github.alpharl.run.Window;
import io.github.alpharl.study.StepCounting;
import java.util.List;
import picocli.CommandLine.Option;

/** Mixin: the part of a run that a forecast may see. */
public final class WindowOption {

  @Option(
      names = "--window",
      paramLabel = "P%|A..B",
      required = true,
      description = "Observed steps: up to P %% of the largest, or from A to B.")
  private String window;

  /** The steps of {@code run} within, rising. */
  public List<Long> select(Run run, StepCounting counting) {
    return counting.select(Window.parse(window), run.steps().keySet());
  }

  /** As it was given. */
  @Override
  public String toString() {
    return window;
  }
}
