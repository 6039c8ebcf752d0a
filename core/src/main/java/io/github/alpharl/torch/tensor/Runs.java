package io.github.alpharl.torch.tensor;

import java.util.List;

/** Walks over a box in runs of neighbouring elements, in row-major order. */
final class Runs {

  private final List<Long> shape;
  private final int axes;
  private final long[] index;

  /** Runs over the axes from {@code axis} on; the box is not empty. */
  Runs(List<Long> shape, int axis) {
    this.shape = shape;
    this.axes = axis;
    this.index = new long[axis];
  }

  /** Elements of a run. */
  long length() {
    return Boxes.volume(shape.subList(axes, shape.size()));
  }

  /** Where the present run begins in memory of these strides. */
  long at(List<Long> strides) {
    long at = 0;
    for (int d = 0; d < axes; d++) {
      at += index[d] * strides.get(d);
    }
    return at;
  }

  /** Steps to the next run, if there is one. */
  boolean next() {
    for (int d = axes - 1; d >= 0; d--) {
      index[d]++;
      if (index[d] < shape.get(d)) {
        return true;
      }
      index[d] = 0;
    }
    return false;
  }
}
