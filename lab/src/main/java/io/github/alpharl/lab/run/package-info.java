/**
 * A whole training run: its start, its folder, its state between two kills, its scores.
 *
 * <p>In: a start, options, a directory. Out: step-N models, scores.csv, metrics.jsonl.
 *
 * <p>Must not know what a step computes, nor forecasts.
 */
package io.github.alpharl.lab.run;
