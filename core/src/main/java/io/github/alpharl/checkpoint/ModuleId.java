package io.github.alpharl.checkpoint;

import io.github.alpharl.safetensors.Tensor;

/**
 * One weight matrix that is decomposed: a two-dimensional tensor, or one expert of a
 * three-dimensional one.
 *
 * @param name unique in the model: the tensor's name, with {@code [expert]} for a slice
 * @param tensorName the tensor that holds it
 * @param layer the layer's number, from 0
 * @param kind its place within a layer, such as {@code self_attn.q_proj} or {@code
 *     mlp.experts.up_proj}
 * @param expert the expert's number, or -1
 */
public record ModuleId(String name, String tensorName, int layer, String kind, int expert) {

  /** The matrix itself (out-features × in-features), without copying. */
  public Tensor slice(HfCheckpoint checkpoint) {
    return slice(checkpoint.tensor(tensorName));
  }

  /** The matrix within {@code tensor}, which is the one of {@link #tensorName}. */
  public Tensor slice(Tensor tensor) {
    if (tensor.isMatrix()) {
      return tensor;
    }
    return tensor.matrix(name, expert);
  }
}
