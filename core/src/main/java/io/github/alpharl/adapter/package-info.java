/**
 * Low-rank updates written as LoRA adapters that PEFT and vLLM load.
 *
 * <p>In: a base, updates of its modules. Out: an adapter's folder.
 *
 * <p>Must not know runs, scores or where updates come from.
 */
package io.github.alpharl.adapter;
