/**
 * The target by trial: forecasts at several distances, and what few coefficients make of the best
 * of them, race on validation problems. In: an observed window and a validation. Out: the candidate
 * that beat the last checkpoint, or that none did. Must not know: how a model is tried.
 */
package io.github.alpharl.study.search;
