/**
 * The commands about a run: inspect, decompose, dominance, linearity, predict, compare, diff,
 * report, headroom.
 *
 * <p>In: options. Out: calls of the study, printed as tables or JSON.
 *
 * <p>Must not compute.
 */
package io.github.alpharl.cli.run;
