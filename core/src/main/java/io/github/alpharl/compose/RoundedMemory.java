package io.github.alpharl.compose;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/**
 * The elements of {@code exact}, in its own type, each rounded to {@code type} when it is read.
 *
 * @param exact of one of the four float types
 * @param type the one that is rounded to
 */
record RoundedMemory(Tensor exact, Dtype type) implements TensorMemory {

  /** {@code exact} with its elements rounded to {@code type}. */
  static Tensor of(Tensor exact, Dtype type) {
    return new Tensor(exact.name(), exact.dtype(), exact.shape(), new RoundedMemory(exact, type));
  }

  @Override
  public long bytes() {
    return exact.bytes();
  }

  /** A copy of whole elements, always. */
  @Override
  public MemorySegment range(long from, long to, SegmentAllocator allocator) {
    Dtype own = exact.dtype();
    MemorySegment source = exact.memory().range(from, to, Tensor.onHeap());
    MemorySegment copy = allocator.allocate(to - from, own.bytes());
    for (long i = 0; i < (to - from) / own.bytes(); i++) {
      Elements.set(own, copy, i, Elements.round(type, Elements.get(own, source, i)));
    }
    return copy;
  }

  @Override
  public List<Long> cuts() {
    return exact.memory().cuts();
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
