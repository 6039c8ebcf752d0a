package io.github.alpharl.safetensors;

import java.util.List;

/** A tensor to be written: what the header says about it, and its content. */
public record TensorSource(String name, Dtype dtype, List<Long> shape, TensorContent content) {

  /** Copies the shape. */
  public TensorSource {
    shape = List.copyOf(shape);
  }

  /** Copies {@code tensor} as it is. */
  public static TensorSource copyOf(Tensor tensor) {
    return new TensorSource(
        tensor.name(), tensor.dtype(), tensor.shape(), TensorContent.of(tensor));
  }

  /** Size of the content. */
  public long bytes() {
    return dtype.bytesOf(shape);
  }
}
