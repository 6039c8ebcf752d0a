/** Decoder networks on LibTorch: loading, forward pass, generation, tokenizers. */
package io.github.alpharl.lab.model;
