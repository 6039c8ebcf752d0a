/**
 * The sweep over an update: ΔW·X and ΔWᵀ·ΔW·X for a few vectors at once, as a scalar definition and
 * as vector code.
 *
 * <p>In: mapped rows of two matrices (m × n) and a panel X (n × k). Out: both products, float32 or
 * float64.
 *
 * <p>Must not know why they are wanted.
 */
package io.github.alpharl.spectral.kernel;
