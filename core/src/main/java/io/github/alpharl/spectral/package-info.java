/**
 * The top singular subspace of an update ΔW = W_t − W_0, straight from two mapped tensors. ΔW is
 * never stored. Knows no files, no runs and no accuracy.
 */
package io.github.alpharl.spectral;
