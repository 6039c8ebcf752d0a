/**
 * What items measure: models that are made from a run, requests about them, results that are kept.
 *
 * <p>In: a request about a finished training. Out: its typed result, the same whenever it is made.
 *
 * <p>Must not know which item asks, nor how figures are shown.
 */
package io.github.alpharl.reproduce.measure;
