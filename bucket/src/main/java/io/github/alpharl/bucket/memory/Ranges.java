package io.github.alpharl.bucket.memory;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the bytes of a file come from, for many threads at once. */
public interface Ranges {

  /** Receives bytes at their place in the file, in rising order. */
  @FunctionalInterface
  interface Target {

    /** Takes all remaining {@code bytes}, which lie at {@code at} in the file. */
    void put(long at, ByteBuffer bytes) throws IOException;
  }

  /** Bytes of the whole file. */
  long size();

  /**
   * Brings exactly the bytes {@code from ≤ i < to}.
   *
   * @throws io.github.alpharl.failure.BadDataException if the file was changed or is gone
   * @throws io.github.alpharl.failure.EnvironmentException if it cannot be reached
   * @throws IOException if {@code target} refuses them
   */
  void read(long from, long to, Target target) throws IOException;
}
