package io.github.alpharl.lab.option;

/**
 * How checkpoints are scored.
 *
 * @param validationProblems problems for scores.csv
 * @param testProblems problems for the accuracy before and after the run, two answers each
 * @param validationTemperature of all these answers; 0 takes the likeliest token
 */
public record MeasureOptions(
    int validationProblems, int testProblems, double validationTemperature) {

  /** Checks the ranges. */
  public MeasureOptions {
    Requirement.atLeast(1, "validationProblems", validationProblems);
    Requirement.atLeast(1, "testProblems", testProblems);
    Requirement.require(
        validationTemperature >= 0 && validationTemperature < Double.POSITIVE_INFINITY,
        "validationTemperature",
        validationTemperature,
        "at least 0");
  }
}
