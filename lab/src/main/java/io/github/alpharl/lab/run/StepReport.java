package io.github.alpharl.lab.run;

import java.util.Map;

/**
 * What one step brought.
 *
 * @param step its number, from 1
 * @param steps of the whole run
 * @param metrics name → value, as in metrics.jsonl
 * @param validation accuracy on the validation problems if the step was saved, else NaN
 * @param secondsLeft an estimate
 */
public record StepReport(
    int step, int steps, Map<String, Double> metrics, double validation, double secondsLeft) {}
