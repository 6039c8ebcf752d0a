/**
 * How straight a module's direction moves with the score: partial least squares, R², Q²,
 * projections.
 *
 * <p>In: trajectories of factors (T × m) and scores (T). Out: fits and figures of them.
 *
 * <p>Must not know models or files of weights.
 */
package io.github.alpharl.linearity;
