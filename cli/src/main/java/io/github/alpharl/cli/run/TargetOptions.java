package io.github.alpharl.cli.run;

import io.github.alpharl.forecast.Target;
import picocli.CommandLine.Option;

/** The ways to name a target. */
final class TargetOptions {
  @Option(names = "--target-accuracy", paramLabel = "Y", description = "Accuracy in (0, 1].")
  private Double accuracy;

  @Option(
      names = "--target-step",
      paramLabel = "N",
      description = "A later step; its accuracy is read off a saturating curve.")
  private Long step;

  @Option(
      names = "--search",
      paramLabel = "TASK",
      description =
          "The best of several forecasts at several distances on validation problems of this"
              + " task of the lab; never worse than the last observed checkpoint but for --error.")
  private String task;

  /** Whether the target is sought. */
  boolean searches() {
    return task != null;
  }

  /** What models are tried on, if the target is sought. */
  String task() {
    return task;
  }

  Target target() {
    return accuracy != null ? new Target.ByAccuracy(accuracy) : new Target.ByStep(step);
  }
}
