package io.github.alpharl.safetensors;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor over memory, usually a mapped file: row-major, little-endian, dense, in one piece
 * or in blocks.
 *
 * @param name its name in the checkpoint, for messages
 * @param dtype the element type
 * @param shape sizes from the slowest to the fastest axis; empty for a scalar
 * @param memory exactly {@code product(shape) · dtype.bits() / 8} bytes
 */
public record Tensor(String name, Dtype dtype, List<Long> shape, TensorMemory memory) {

  /** Bytes that are compared or copied at a time. */
  private static final long CHUNK = 64L << 20;

  /** Copies the shape. */
  public Tensor {
    shape = List.copyOf(shape);
  }

  /** A tensor in one piece. */
  public Tensor(String name, Dtype dtype, List<Long> shape, MemorySegment data) {
    this(name, dtype, shape, new TensorMemory.Whole(data));
  }

  /** The tensor {@code name} of these sizes over {@code data}. */
  public static Tensor of(String name, Dtype dtype, MemorySegment data, long... shape) {
    return new Tensor(name, dtype, Arrays.stream(shape).boxed().toList(), data);
  }

  /** All bytes; a copy of them if they lie in blocks, so rather ask for {@link #rows}. */
  public MemorySegment data() {
    return memory instanceof TensorMemory.Whole whole
        ? whole.data()
        : memory.range(0, memory.bytes(), Arena.ofAuto());
  }

  /** Bytes of all elements. */
  public long bytes() {
    return memory.bytes();
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
    if (memory instanceof TensorMemory.Whole whole) {
      return Elements.get(dtype, whole.data(), index);
    }
    long at = index * dtype.bytes();
    return Elements.get(dtype, memory.range(at, at + dtype.bytes(), onHeap()), 0);
  }

  /** Reads row {@code i} of a matrix of one of the four float types into {@code row} (n). */
  public void row(int i, double[] row) {
    if (memory instanceof TensorMemory.Whole whole) {
      Elements.get(dtype, whole.data(), (long) i * row.length, row);
    } else {
      Elements.get(dtype, rowBytes(i, i + 1L, onHeap()), 0, row);
    }
  }

  /** For small copies, which are left to the garbage collector. */
  public static SegmentAllocator onHeap() {
    return (bytes, _) -> MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
  }

  /** Rows {@code from ≤ i < to} of a matrix, where they lie or else as a copy in {@code arena}. */
  public Tensor rows(int from, int to, SegmentAllocator arena) {
    List<Long> sizes = List.of((long) to - from, shape.getLast());
    return new Tensor(name, dtype, sizes, rowBytes(from, to, arena));
  }

  private MemorySegment rowBytes(long from, long to, SegmentAllocator allocator) {
    long row = shape.getLast() * dtype.bytes();
    return memory.range(from * row, to * row, allocator);
  }

  /** The first elements as a tensor of the sizes {@code some}. */
  public Tensor first(List<Long> some) {
    return part(name, 0, some);
  }

  /** The elements from byte {@code first} on as a tensor {@code part} of the sizes {@code some}. */
  public Tensor part(String part, long first, List<Long> some) {
    long bytes = dtype.bytesOf(some);
    return memory instanceof TensorMemory.Whole whole
        ? new Tensor(part, dtype, some, whole.place().asSlice(first, bytes))
        : new Tensor(part, dtype, some, new TensorMemory.Part(memory, first, bytes));
  }

  /** Matrix {@code index} of a tensor of three axes, under the name {@code part}. */
  public Tensor matrix(String part, long index) {
    List<Long> sizes = shape.subList(1, shape.size());
    return part(part, index * dtype.bytesOf(sizes), sizes);
  }

  /** True if {@code other} has the same type, shape and bytes. */
  public boolean sameAs(Tensor other) {
    if (dtype != other.dtype || !shape.equals(other.shape)) {
      return false;
    }
    for (long from = 0; from < bytes(); from += CHUNK) {
      long to = Math.min(bytes(), from + CHUNK);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment here = memory.range(from, to, arena);
        if (here.mismatch(other.memory.range(from, to, arena)) >= 0) {
          return false;
        }
      }
    }
    return true;
  }
}
