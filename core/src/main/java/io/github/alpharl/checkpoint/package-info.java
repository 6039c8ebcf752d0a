/**
 * Models on disk: Hugging Face directories, LoRA adapters, sharded weights, and which of their
 * tensors hold modules.
 *
 * <p>In: directories. Out: mapped checkpoints, modules (m × n), written checkpoints and adapters.
 *
 * <p>Must not know runs or algorithms.
 */
package io.github.alpharl.checkpoint;
