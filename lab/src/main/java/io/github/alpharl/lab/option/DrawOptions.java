package io.github.alpharl.lab.option;

/**
 * How a step's answers are drawn.
 *
 * @param temperature divides the logits
 * @param topP keeps the likeliest tokens up to this total probability; 1 keeps all
 * @param topK keeps that many likeliest tokens; 0 keeps all
 */
public record DrawOptions(double temperature, double topP, int topK) {

  /** Checks the ranges. */
  public DrawOptions {
    Requirement.require(
        temperature > 0 && temperature < Double.POSITIVE_INFINITY,
        "temperature",
        temperature,
        "positive");
    Requirement.positiveShare("topP", topP);
    Requirement.atLeast(0, "topK", topK);
  }
}
