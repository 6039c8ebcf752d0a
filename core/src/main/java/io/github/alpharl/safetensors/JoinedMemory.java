package io.github.alpharl.safetensors;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The bytes of several tensors one after the other, as experts that lie one by one make a stack.
 * Nothing is copied but what is read across the end of one of them.
 */
public final class JoinedMemory implements TensorMemory {

  private final NavigableMap<Long, TensorMemory> parts = new TreeMap<>();
  private final long bytes;

  /** Those of {@code tensors}, none of them empty, in this order. */
  public JoinedMemory(List<Tensor> tensors) {
    long at = 0;
    for (Tensor tensor : tensors) {
      parts.put(at, tensor.memory());
      at += tensor.bytes();
    }
    bytes = at;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public MemorySegment range(long from, long to, SegmentAllocator allocator) {
    Map.Entry<Long, TensorMemory> first = parts.floorEntry(from);
    if (holds(first, to)) {
      return first.getValue().range(from - first.getKey(), to - first.getKey(), allocator);
    }
    MemorySegment copy = allocator.allocate(to - from, Long.BYTES);
    for (var part : parts.subMap(first.getKey(), true, to, false).entrySet()) {
      long start = part.getKey();
      long low = Math.max(from, start);
      long high = Math.min(to, start + part.getValue().bytes());
      MemorySegment piece = part.getValue().range(low - start, high - start, Tensor.onHeap());
      MemorySegment.copy(piece, 0, copy, low - from, high - low);
    }
    return copy;
  }

  private static boolean holds(Map.Entry<Long, TensorMemory> part, long to) {
    return to <= part.getKey() + part.getValue().bytes();
  }

  @Override
  public List<Long> cuts() {
    List<Long> cuts = new ArrayList<>();
    parts.forEach((start, part) -> part.cuts().forEach(cut -> cuts.add(start + cut)));
    return List.copyOf(cuts);
  }

  @Override
  public boolean isInPlace(long from, long to) {
    Map.Entry<Long, TensorMemory> part = parts.floorEntry(from);
    return holds(part, to) && part.getValue().isInPlace(from - part.getKey(), to - part.getKey());
  }

  @Override
  public List<MemorySegment> pieces() {
    return parts.values().stream().flatMap(part -> part.pieces().stream()).toList();
  }

  @Override
  public List<MemorySegment> pieces(long from, long to) {
    Map.Entry<Long, TensorMemory> part = parts.floorEntry(from);
    return holds(part, to)
        ? part.getValue().pieces(from - part.getKey(), to - part.getKey())
        : List.of();
  }
}
