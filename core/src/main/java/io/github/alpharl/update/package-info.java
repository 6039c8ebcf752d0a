/**
 * One record {@link io.github.alpharl.update.Update}: Σ c_t·ΔW_t + left·rightᵀ of a module.
 *
 * <p>In: coefficients and factors. Out: sums, multiples and norms of them.
 *
 * <p>Must not know files, runs or how an update was found.
 */
package io.github.alpharl.update;
