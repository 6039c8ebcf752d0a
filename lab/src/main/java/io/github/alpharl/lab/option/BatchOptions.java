package io.github.alpharl.lab.option;

/**
 * How much is sampled and trained in a step.
 *
 * @param prompts problems a step
 * @param samples answers a problem
 * @param rounds most sampling rounds to fill a step with mixed groups; 1 keeps every group
 * @param miniBatches optimizer steps that share one step's answers
 * @param epochs passes over a step's answers
 * @param maxTokens longest answer; 0 takes the task's longest plus 8
 */
public record BatchOptions(
    int prompts, int samples, int rounds, int miniBatches, int epochs, int maxTokens) {

  /** Checks the ranges. */
  public BatchOptions {
    Requirement.atLeast(1, "prompts", prompts);
    Requirement.atLeast(1, "samples", samples);
    Requirement.atLeast(1, "rounds", rounds);
    Requirement.require(
        miniBatches >= 1 && miniBatches <= prompts,
        "miniBatches",
        miniBatches,
        "between 1 and prompts");
    Requirement.atLeast(1, "epochs", epochs);
    Requirement.atLeast(0, "maxTokens", maxTokens);
  }
}
