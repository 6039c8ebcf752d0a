package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.safetensors.Tensor;
import java.util.List;

/**
 * One weight matrix that is decomposed: a two-dimensional tensor, or one expert of a
 * three-dimensional one.
 *
 * @param name unique in the model: the tensor's name, with {@code [expert]} for a slice
 * @param tensorName the tensor that holds it
 * @param layer the layer's number, from 0
 * @param kind its place within a layer, such as {@code self_attn.q_proj} or {@code
 *     mlp.experts.up_proj}, or {@code other} where the name is not a known one
 * @param expert the expert's number, or -1
 * @param inFirst true if it is stored as in-features × out-features, as GPT-2's layers are
 */
public record ModuleId(
    String name, String tensorName, int layer, String kind, int expert, boolean inFirst) {

  /** The kind of a module of no known name. */
  public static final String OTHER = "other";

  /** A matrix stored as out-features × in-features, as usual. */
  public ModuleId(String name, String tensorName, int layer, String kind, int expert) {
    this(name, tensorName, layer, kind, expert, false);
  }

  /** The parts of a fused weight in the order of its out-features; empty for a plain one. */
  public List<String> parts() {
    return ModuleTable.STANDARD.fused().getOrDefault(shortName(), List.of());
  }

  /** The last part of the kind, or of the tensor's name where the kind is not known. */
  String shortName() {
    String path = kind.equals(OTHER) ? ModuleTable.withoutWeight(tensorName) : kind;
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** The matrix itself as it is stored, without copying. */
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
