package io.github.alpharl.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/**
 * The elements of {@code exact} in another float type, each rounded to the nearest value when it is
 * read.
 *
 * @param exact of one of the four float types
 * @param dtype the one that is rounded to
 */
public record RetypedMemory(Tensor exact, Dtype dtype) implements TensorMemory {

  /** {@code exact} as a tensor of {@code dtype}; itself where it is one. */
  public static Tensor of(Tensor exact, Dtype dtype) {
    return exact.dtype() == dtype
        ? exact
        : new Tensor(exact.name(), dtype, exact.shape(), new RetypedMemory(exact, dtype));
  }

  /** {@code exact} in its own type, with the values that {@code dtype} has of them. */
  public static Tensor rounded(Tensor exact, Dtype dtype) {
    return of(of(exact, dtype), exact.dtype());
  }

  @Override
  public long bytes() {
    return dtype.bytesOf(exact.shape());
  }

  /** A copy of whole elements, always. */
  @Override
  public MemorySegment range(long from, long to, SegmentAllocator allocator) {
    int own = exact.dtype().bytes();
    long first = from / dtype.bytes() * own;
    long last = to / dtype.bytes() * own;
    MemorySegment target = allocator.allocate(to - from, Long.BYTES);
    new Conversion(exact.dtype(), dtype)
        .convert(exact.memory().range(first, last, Tensor.onHeap()), target);
    return target;
  }

  @Override
  public List<Long> cuts() {
    return exact.memory().cuts().stream()
        .map(cut -> cut / exact.dtype().bytes() * dtype.bytes())
        .toList();
  }

  @Override
  public boolean isInPlace(long from, long to) {
    return false;
  }

  @Override
  public List<MemorySegment> pieces() {
    return exact.memory().pieces();
  }
}
