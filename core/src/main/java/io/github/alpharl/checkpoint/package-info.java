/**
 * Model weights on disk: safetensors, sharded Hugging Face directories, run layouts and LoRA
 * adapters. Reads by memory mapping, writes atomically, knows no algorithm.
 */
package io.github.alpharl.checkpoint;
