package io.github.alpharl.lab.option;

import io.github.alpharl.lab.task.Task;

/**
 * What is trained on what, and for how long.
 *
 * @param algorithm how
 * @param task on which problems
 * @param steps rollout steps, or optimizer steps of the controls
 * @param saveEvery steps between checkpoints
 * @param saveEarly steps between those of the first 40 %, where forecasts look; 0: as later
 * @param seed of everything random
 */
public record PlanOptions(
    Algorithm algorithm, Task task, int steps, int saveEvery, int saveEarly, long seed) {

  /** Checks the ranges. */
  public PlanOptions {
    Requirement.atLeast(1, "steps", steps);
    Requirement.atLeast(1, "saveEvery", saveEvery);
    Requirement.atLeast(0, "saveEarly", saveEarly);
  }
}
