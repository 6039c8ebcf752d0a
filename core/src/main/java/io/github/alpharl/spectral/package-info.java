/**
 * The top singular subspace of an update ΔW = W_t − W_0 (m × n), straight from mapped rows; ΔW is
 * never stored.
 *
 * <p>In: two matrices or two factors. Out: singular triplets with their residuals.
 *
 * <p>Must not know files, runs or accuracy.
 */
package io.github.alpharl.spectral;
