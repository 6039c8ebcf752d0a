package io.github.alpharl.torch.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Sizes and positions of boxes. */
final class Boxes {

  private Boxes() {}

  /** The product of {@code shape}. */
  static long volume(List<Long> shape) {
    long volume = 1;
    for (long size : shape) {
      volume = Math.multiplyExact(volume, size);
    }
    return volume;
  }

  /** True if the product of {@code shape}, and that without its zeros, is below 2^62. */
  static boolean isPlausible(List<Long> shape) {
    long volume = 1;
    for (long size : shape) {
      if (size != 0 && volume > (1L << 62) / size) {
        return false;
      }
      volume *= Math.max(1, size);
    }
    return true;
  }

  /** The strides of a dense tensor. */
  static List<Long> rowMajor(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (long size : shape.reversed()) {
      strides.add(stride);
      stride *= Math.max(1, size);
    }
    return strides.reversed();
  }

  /** Zeros, one for each axis. */
  static List<Long> origin(List<Long> shape) {
    return Collections.nCopies(shape.size(), 0L);
  }
}
