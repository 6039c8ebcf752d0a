/**
 * In: weights of a window's steps. Out: inner products ⟨ΔW_s, ΔW_t⟩ of its updates, kept with the
 * factors, and differences of neighbouring steps. Not known here: forecasts, scores.
 */
package io.github.alpharl.factor.product;
