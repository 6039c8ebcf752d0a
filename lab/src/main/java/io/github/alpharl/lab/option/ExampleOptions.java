package io.github.alpharl.lab.option;

/**
 * What the controls learn from.
 *
 * @param preferenceBeta β of DPO
 * @param text what SFT imitates
 * @param teacher directory of the model to distil as it was given, or null
 */
public record ExampleOptions(double preferenceBeta, ImitatedText text, String teacher) {

  /** Checks the ranges. */
  public ExampleOptions {
    Requirement.finite("preferenceBeta", preferenceBeta);
  }
}
