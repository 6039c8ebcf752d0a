/**
 * Saturating curves through scores: what the score will be at a step, with an interval.
 *
 * <p>In: scores by step. Out: a curve, its choice and its error.
 *
 * <p>Must not know weights.
 */
package io.github.alpharl.forecast.curve;
