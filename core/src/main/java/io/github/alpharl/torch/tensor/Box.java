package io.github.alpharl.torch.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a tensor: {@code size} indices from {@code start} on, on each axis.
 *
 * @param start first index on each axis
 * @param size number of indices on each axis
 */
public record Box(List<Long> start, List<Long> size) {

  /** Copies the lists. */
  public Box {
    start = List.copyOf(start);
    size = List.copyOf(size);
  }

  /** All of a tensor. */
  static Box whole(List<Long> shape) {
    return new Box(Boxes.origin(shape), shape);
  }

  /** True if it holds no element. */
  boolean isEmpty() {
    return size.contains(0L);
  }

  long end(int axis) {
    return start.get(axis) + size.get(axis);
  }

  /** True if it has the axes of {@code shape} and lies within. */
  boolean isWithin(List<Long> shape) {
    if (start.size() != shape.size() || size.size() != shape.size()) {
      return false;
    }
    for (int d = 0; d < shape.size(); d++) {
      if (end(d) > shape.get(d)) {
        return false;
      }
    }
    return true;
  }

  /** True if it shares an element with {@code other}; neither is empty. */
  boolean meets(Box other) {
    for (int d = 0; d < start.size(); d++) {
      if (end(d) <= other.start.get(d) || other.end(d) <= start.get(d)) {
        return false;
      }
    }
    return true;
  }

  /** Part {@code index} of {@code count} along {@code axis}, as {@code torch.chunk} cuts. */
  Box chunk(int axis, long count, long index) {
    long rows = size.get(axis);
    long full = Math.ceilDiv(rows, count);
    long from = Math.min(rows, full * index);
    List<Long> newStart = new ArrayList<>(start);
    List<Long> newSize = new ArrayList<>(size);
    newStart.set(axis, start.get(axis) + from);
    newSize.set(axis, Math.min(rows, from + full) - from);
    return new Box(newStart, newSize);
  }
}
