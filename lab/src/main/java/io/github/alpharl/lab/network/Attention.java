package io.github.alpharl.lab.network;

import org.bytedeco.pytorch.Tensor;

/** What a pass remembers and may look at: causal for training, cached for generation. */
public interface Attention {

  /**
   * Mixes values.
   *
   * @param layer index of the block
   * @param q queries (B, K, G·T, E), the G query heads of a key head one after the other
   * @param k keys of the same T positions (B, K, T, E)
   * @param v values, shaped like {@code k}
   * @return as {@code q}
   */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v);
}
