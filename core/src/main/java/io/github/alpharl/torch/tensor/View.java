package io.github.alpharl.torch.tensor;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.safetensors.Dtype;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A strided tensor where it lies, at any alignment.
 *
 * @param dtype of whole bytes
 * @param shape sizes from the slowest to the fastest axis
 * @param strides elements between neighbours on each axis; 0 repeats
 * @param data from its first element to its last
 */
public record View(Dtype dtype, List<Long> shape, List<Long> strides, MemorySegment data) {

  /** Copies the lists. */
  public View {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /** A dense, row-major one over {@code data}. */
  public static View dense(Dtype dtype, List<Long> shape, MemorySegment data) {
    return new View(dtype, shape, Boxes.rowMajor(shape), data);
  }

  /** True if its elements lie in row-major order without holes. */
  public boolean isDense() {
    return isDense(0);
  }

  /** True if the axes from {@code axis} on lie in row-major order without holes. */
  boolean isDense(int axis) {
    long due = 1;
    for (int d = shape.size() - 1; d >= axis; d--) {
      if (shape.get(d) != 1 && strides.get(d) != due) {
        return shape.contains(0L);
      }
      due *= shape.get(d);
    }
    return true;
  }

  /** True if {@code other} has the same type, the same shape and the same bytes. */
  boolean sameAs(View other) {
    return dtype == other.dtype && shape.equals(other.shape) && contentEqualsOnce(this, other);
  }

  private static boolean contentEqualsOnce(View one, View other) {
    List<MemorySegment> both = List.of(one.data, other.data);
    Residency.need(both);
    try {
      return contentEquals(one, other);
    } finally {
      Residency.release(both);
    }
  }

  private static boolean contentEquals(View one, View other) {
    if (one.isDense() && other.isDense()) {
      return one.data.mismatch(other.data) < 0;
    }
    Runs runs = new Runs(one.shape, Math.max(one.denseFrom(), other.denseFrom()));
    long bytes = runs.length() * one.dtype.bytes();
    do {
      MemorySegment left = one.data.asSlice(runs.at(one.strides) * one.dtype.bytes(), bytes);
      long right = runs.at(other.strides) * one.dtype.bytes();
      if (left.mismatch(other.data.asSlice(right, bytes)) >= 0) {
        return false;
      }
    } while (runs.next());
    return true;
  }

  /** The first axis from which on the elements are dense. */
  int denseFrom() {
    int axis = shape.size();
    while (axis > 0 && isDense(axis - 1)) {
      axis--;
    }
    return axis;
  }

  /** The number of elements. */
  public long size() {
    return Boxes.volume(shape);
  }
}
