package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Tensor;

/**
 * The update that an adapter makes to one weight matrix: {@code scaling · B · A}.
 *
 * @param baseTensor the matrix (out × in) in the base, such as {@code
 *     model.layers.0.mlp.up_proj.weight}
 * @param a shape r × in
 * @param b shape out × r
 * @param scaling α/r, or α/√r with rank-stabilised scaling
 */
public record LoraModule(String baseTensor, Tensor a, Tensor b, double scaling) {

  /** The rank r. */
  public long rank() {
    return a.shape().getFirst();
  }
}
