/**
 * The formulas: advantages from rewards, token losses, KL estimators, aggregation, shaping.
 *
 * <p>In: samples with their log-probabilities and rewards. Out: a scalar loss with gradient.
 *
 * <p>Must not know how samples were drawn, tasks, optimizer steps or files.
 */
package io.github.alpharl.lab.objective;
