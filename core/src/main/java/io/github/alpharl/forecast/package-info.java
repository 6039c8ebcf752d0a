/**
 * Forecasters of a module's update behind one small interface, and the goals that they aim at.
 *
 * <p>In: what was observed of a module over a window. Out: an update for a score or a step.
 *
 * <p>Must not know files or checkpoints.
 */
package io.github.alpharl.forecast;
