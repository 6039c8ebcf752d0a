package io.github.alpharl.lab.network;

import org.bytedeco.pytorch.Tensor;

/** What a pass remembers and may look at: causal for training, cached for generation. */
public interface Attention {

  /**
   * Mixes values.
   *
   * @param layer index of the block
   * @param q queries, B × KV heads × (group · T) × headDim
   * @param k keys of the same T positions, B × KV heads × T × headDim
   * @param v values, shaped like {@code k}
   * @return as {@code q}
   */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
}
