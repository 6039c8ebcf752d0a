package io.github.alpharl.forecast;

import io.github.alpharl.factor.ModuleTrajectory;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.score.StepClock;
import java.util.Arrays;

/**
 * What a forecaster sees of one module: its rank-1 trajectory over the observed window and the
 * score of each of its checkpoints.
 *
 * @param trajectory T checkpoints, signs aligned within this window
 * @param scores y (T), in the order of the trajectory's steps
 * @param clock how its steps are counted
 */
public record ModuleWindow(ModuleTrajectory trajectory, double[] scores, StepClock clock) {

  /** A window whose steps count alike. */
  public ModuleWindow(ModuleTrajectory trajectory, double[] scores) {
    this(trajectory, scores, StepClock.STEPS);
  }

  /** Refuses fewer than two checkpoints. */
  public ModuleWindow {
    int points = trajectory.steps().size();
    if (points != scores.length) {
      throw new IllegalArgumentException(points + " steps for " + scores.length + " scores");
    }
    if (points < 2) {
      throw UsageException.of(
          "a forecast needs at least 2 checkpoints after the base, found %d; widen the window",
          points);
    }
  }

  /** The module's name. */
  public String module() {
    return trajectory.module();
  }

  /** T. */
  public int size() {
    return scores.length;
  }

  /** The place of each checkpoint on the clock (T). */
  double[] times() {
    return trajectory.steps().stream().mapToDouble(clock::at).toArray();
  }

  double lowest() {
    return Arrays.stream(scores).min().orElseThrow();
  }

  double highest() {
    return Arrays.stream(scores).max().orElseThrow();
  }
}
