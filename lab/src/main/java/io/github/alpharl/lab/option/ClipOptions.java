package io.github.alpharl.lab.option;

/**
 * The limits of ratios and values.
 *
 * @param clipLow ε below
 * @param clipHigh ε above
 * @param dualClip c of the dual clip
 * @param valueClip c of the value loss
 */
public record ClipOptions(double clipLow, double clipHigh, double dualClip, double valueClip) {

  /** Checks the ranges. */
  public ClipOptions {
    Requirement.positive("clipLow", clipLow);
    Requirement.positive("clipHigh", clipHigh);
    Requirement.require(dualClip > 1, "dualClip", dualClip, "above 1");
    Requirement.notNegative("valueClip", valueClip);
  }
}
