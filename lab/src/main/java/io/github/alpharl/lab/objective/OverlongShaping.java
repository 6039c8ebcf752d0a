package io.github.alpharl.lab.objective;

import io.github.alpharl.failure.UsageException;

/**
 * DAPO's soft punishment of long answers: 0 up to {@code longest − buffer} tokens, then falling
 * linearly to −factor at {@code longest} (Yu et al. 2025, equation 13).
 *
 * @param longest L_max in tokens
 * @param buffer L_cache in tokens, within (0, longest]
 * @param factor the largest punishment
 */
public record OverlongShaping(int longest, int buffer, double factor) {

  /** Checks the lengths. */
  public OverlongShaping {
    if (buffer < 1 || buffer > longest) {
      throw UsageException.of(
          "overlongBuffer must lie between 1 and the longest answer %d, found %d.",
          longest, buffer);
    }
  }

  /** What is added to the reward of an answer of {@code length} tokens. */
  public double of(int length) {
    double excess = length - (longest - buffer);
    return Math.min(-excess / buffer * factor, 0);
  }
}
