/**
 * How straight the modules of a watched run moved so far, for its page.
 *
 * <p>In: a run's factors, scores by step. Out: R² by layer and kind, a path a module.
 *
 * <p>Must not know alerts, nor how a page draws.
 */
package io.github.alpharl.watch.trajectory;
