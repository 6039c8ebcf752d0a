package io.github.alpharl.safetensors;

import io.github.alpharl.disk.Residency;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The bytes of a tensor in row-major order: in one piece, or in blocks of which parts are put
 * together where they are needed.
 */
public interface TensorMemory {

  /** All bytes. */
  long bytes();

  /**
   * The bytes {@code from ≤ i < to}: where they lie if they are neighbours there, else a copy from
   * {@code allocator}.
   */
  MemorySegment range(long from, long to, SegmentAllocator allocator);

  /** Where pieces begin that can be read without copying, in ascending order, the first at 0. */
  List<Long> cuts();

  /** True if {@link #range} would not copy, other than what lies elsewhere and is small. */
  boolean isInPlace(long from, long to);

  /** The mapped memory that holds the bytes. */
  List<MemorySegment> pieces();

  /** Where the bytes {@code from ≤ i < to} lie, unread; nothing where that is not one place. */
  default List<MemorySegment> pieces(long from, long to) {
    return List.of();
  }

  /** In one piece. */
  record Whole(MemorySegment data) implements TensorMemory {

    /** All bytes, when they can be read. */
    @Override
    public MemorySegment data() {
      return Residency.need(data);
    }

    /** Where they lie, unread. */
    MemorySegment place() {
      return data;
    }

    @Override
    public long bytes() {
      return data.byteSize();
    }

    @Override
    public MemorySegment range(long from, long to, SegmentAllocator allocator) {
      return Residency.read(data.asSlice(from, to - from), allocator);
    }

    @Override
    public List<Long> cuts() {
      return List.of(0L);
    }

    @Override
    public boolean isInPlace(long from, long to) {
      return true;
    }

    @Override
    public List<MemorySegment> pieces() {
      return List.of(data);
    }

    @Override
    public List<MemorySegment> pieces(long from, long to) {
      return List.of(data.asSlice(from, to - from));
    }
  }

  /** The bytes {@code first ≤ i < first + bytes} of another, as one expert of many. */
  record Part(TensorMemory all, long first, long bytes) implements TensorMemory {

    @Override
    public MemorySegment range(long from, long to, SegmentAllocator allocator) {
      return all.range(first + from, first + to, allocator);
    }

    @Override
    public List<Long> cuts() {
      List<Long> within =
          all.cuts().stream().filter(cut -> cut > first && cut < first + bytes).toList();
      return Stream.concat(Stream.of(0L), within.stream().map(cut -> cut - first)).toList();
    }

    @Override
    public List<MemorySegment> pieces(long from, long to) {
      return all.pieces(first + from, first + to);
    }

    @Override
    public boolean isInPlace(long from, long to) {
      return all.isInPlace(first + from, first + to);
    }

    @Override
    public List<MemorySegment> pieces() {
      return all.pieces(first, first + bytes);
    }
  }
}
