package io.github.alpharl.safetensors;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor over memory, usually a mapped file: row-major, little-endian, dense.
 *
 * @param name its name in the checkpoint, for messages
 * @param dtype the element type
 * @param shape sizes from the slowest to the fastest axis; empty for a scalar
 * @param data exactly {@code product(shape) · dtype.bits() / 8} bytes
 */
public record Tensor(String name, Dtype dtype, List<Long> shape, MemorySegment data) {

  /** Copies the shape. */
  public Tensor {
    shape = List.copyOf(shape);
  }

  /** The tensor {@code name} of these sizes over {@code data}. */
  public static Tensor of(String name, Dtype dtype, MemorySegment data, long... shape) {
    return new Tensor(name, dtype, Arrays.stream(shape).boxed().toList(), data);
  }

  /** Number of elements. */
  public long size() {
    return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
  }

  /** True for a matrix, the shape of a linear layer (out-features × in-features). */
  public boolean isMatrix() {
    return shape.size() == 2;
  }

  /** Element {@code index} in row-major order, for the four float types. */
  public double get(long index) {
    return Elements.get(dtype, data, index);
  }

  /** Reads row {@code i} of a matrix of one of the four float types into {@code row} (n). */
  public void row(int i, double[] row) {
    Elements.get(dtype, data, (long) i * row.length, row);
  }
}
