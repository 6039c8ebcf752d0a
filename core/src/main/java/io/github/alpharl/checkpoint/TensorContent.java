package io.github.alpharl.checkpoint;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The bytes of one tensor on their way to a file, produced when it is its turn. */
@FunctionalInterface
public interface TensorContent {

  /** Writes exactly the tensor's bytes, in row-major order and little-endian. */
  void writeTo(ByteSink sink) throws IOException;

  /** Bytes that are there already, for instance a mapped tensor: copied at the disk's speed. */
  static TensorContent of(MemorySegment bytes) {
    return sink -> sink.write(bytes);
  }
}
