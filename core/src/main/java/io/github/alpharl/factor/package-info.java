/**
 * The store of factors, the narrow waist of the river: one small safetensors file a step.
 *
 * <p>In: the checkpoints of a run. Out: for each module and step σ, u (m), v (n) and ‖ΔW‖, and
 * products of updates.
 *
 * <p>Must not know scores or forecasts.
 */
package io.github.alpharl.factor;
