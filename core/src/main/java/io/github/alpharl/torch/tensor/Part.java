package io.github.alpharl.torch.tensor;

import io.github.alpharl.safetensors.Dtype;
import java.util.List;
import java.util.Optional;

/**
 * What one file holds of a tensor.
 *
 * @param shape of the whole
 * @param box which part of it; null for a rank that holds none
 * @param view its elements; null for a rank that holds none
 * @param sharded true if the file says that it is a part of a whole; a plain tensor is its own
 */
public record Part(List<Long> shape, Box box, View view, boolean sharded) {

  static Part plain(View view) {
    return new Part(view.shape(), Box.whole(view.shape()), view, false);
  }

  static Part none(List<Long> shape) {
    return new Part(shape, null, null, true);
  }

  /** The part of {@code shape} that begins at {@code start}. */
  public static Part at(List<Long> shape, List<Long> start, View view) {
    return new Part(shape, new Box(start, view.shape()), view, true);
  }

  /** The element type, if it holds any. */
  Optional<Dtype> dtype() {
    return Optional.ofNullable(view).map(View::dtype);
  }
}
