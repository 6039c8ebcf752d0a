package io.github.alpharl.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of one tensor on their way to a file, produced when it is its turn. */
@FunctionalInterface
public interface TensorContent {

  /** What is read at a time: much for the disk, little for the memory. */
  long CHUNK = 64L << 20;

  /** Writes exactly the tensor's bytes, in row-major order and little-endian. */
  void writeTo(ByteSink sink) throws IOException;

  /** Bytes that are there already, for instance a mapped tensor: copied at the disk's speed. */
  static TensorContent of(MemorySegment bytes) {
    return sink -> {
      for (long start = 0; start < bytes.byteSize(); start += CHUNK) {
        MemorySegment chunk = bytes.asSlice(start, Math.min(CHUNK, bytes.byteSize() - start));
        preload(chunk);
        sink.write(chunk);
      }
    };
  }

  /**
   * Asks the system to read a mapped {@code segment} at once; page faults on the way would read
   * small pieces and wait for each. Does nothing for other memory.
   */
  static void preload(MemorySegment segment) {
    if (segment.isMapped()) {
      segment.load();
    }
  }
}
