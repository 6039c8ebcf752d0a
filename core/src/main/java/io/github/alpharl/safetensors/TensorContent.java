package io.github.alpharl.safetensors;

import io.github.alpharl.disk.ByteSink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

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

  /** Written as they are, some at a time. */
  record Copied(MemorySegment bytes) implements TensorContent {

    private static final long CHUNK = 64L << 20;

    @Override
    public void writeTo(ByteSink sink) throws IOException {
      for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
        sink.write(bytes.asSlice(start, Math.min(CHUNK, bytes.byteSize() - start)));
      }
    }

    @Override
    public List<MemorySegment> reads() {
      return List.of(bytes);
    }
  }
}
