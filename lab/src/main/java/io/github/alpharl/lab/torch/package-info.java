/**
 * LibTorch: its natives, where and how precisely it computes, and tensors that outlive a scope.
 *
 * <p>In: Java arrays and stored tensors. Out: native tensors, and arrays again.
 *
 * <p>Must not know architectures, tokens or training.
 */
package io.github.alpharl.lab.torch;
