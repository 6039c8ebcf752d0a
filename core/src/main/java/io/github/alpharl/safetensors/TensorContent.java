package io.github.alpharl.safetensors;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.disk.Residency;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.TreeSet;

/** The bytes of one tensor on their way to a file, produced when it is its turn. */
@FunctionalInterface
public interface TensorContent {

  /** Writes exactly the tensor's bytes, in row-major order and little-endian. */
  void writeTo(ByteSink sink) throws IOException;

  /** The memory that {@link #writeTo} reads, as far as reading it ahead pays. */
  default List<MemorySegment> reads() {
    return List.of();
  }

  /** Bytes that are there already, for instance a mapped tensor: copied at the disk's speed. */
  static TensorContent of(MemorySegment bytes) {
    return new Copied(bytes);
  }

  /** The bytes of {@code tensor}, put together some at a time if they lie in blocks. */
  static TensorContent of(Tensor tensor) {
    return tensor.memory() instanceof TensorMemory.Whole whole
        ? of(whole.place())
        : new Blocks(tensor.memory());
  }

  /** Written as they are, some at a time. */
  record Copied(MemorySegment bytes) implements TensorContent {

    private static final long CHUNK = 64L << 20;

    @Override
    public void writeTo(ByteSink sink) throws IOException {
      for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
        long length = Math.min(CHUNK, bytes.byteSize() - start);
        sink.write(Residency.need(bytes.asSlice(start, length)));
      }
    }

    @Override
    public List<MemorySegment> reads() {
      return List.of(bytes);
    }
  }

  /** Written from where blocks lie; what has no place in one piece is put together before. */
  record Blocks(TensorMemory memory) implements TensorContent {

    /** What is put together is written from the cache, in the same memory each time. */
    private static final long GATHERED = 2L << 20;

    @Override
    public void writeTo(ByteSink sink) throws IOException {
      TreeSet<Long> cuts = new TreeSet<>(memory.cuts());
      try (Arena arena = Arena.ofShared()) {
        SegmentAllocator again =
            SegmentAllocator.prefixAllocator(
                arena.allocate(Math.min(GATHERED, memory.bytes()), Long.BYTES));
        long start = 0;
        while (start < memory.bytes()) {
          Long cut = cuts.higher(start);
          long end = Math.min(cut == null ? memory.bytes() : cut, start + Copied.CHUNK);
          if (!memory.isInPlace(start, end)) {
            end = Math.min(end, start + GATHERED);
          }
          sink.write(memory.range(start, end, again));
          start = end;
        }
      }
    }

    @Override
    public List<MemorySegment> reads() {
      return memory.pieces();
    }
  }
}
