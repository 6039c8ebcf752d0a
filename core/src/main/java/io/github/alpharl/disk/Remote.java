package io.github.alpharl.disk;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A file whose bytes lie elsewhere, in a range of addresses of its own: each piece is brought
 * before it is read and may be let go afterwards. What was not brought cannot be read: it faults
 * like a file that was shortened, and is never zeros.
 */
public interface Remote extends AutoCloseable {

  /** The addresses of all its bytes. */
  MemorySegment bytes();

  /**
   * Returns when the bytes {@code from ≤ i < to} can be read in their place.
   *
   * @throws io.github.alpharl.failure.BadDataException if the file was changed where it lies
   * @throws io.github.alpharl.failure.EnvironmentException if it cannot be reached or kept
   */
  void need(long from, long to);

  /** True if the bytes {@code from ≤ i < to} can be read in their place. */
  boolean has(long from, long to);

  /** Fills {@code target} with the bytes from {@code from} on, which stay where they are. */
  void read(long from, MemorySegment target);

  /**
   * Brings small pieces {@code from ≤ i < to}, many at a time: each for one {@link #read} of all of
   * it, or for any number of its parts.
   */
  void fetch(List<long[]> pieces);

  /** The bytes {@code from ≤ i < to} are no longer needed in their place. */
  void release(long from, long to);

  /** Nothing can be read any more. */
  @Override
  void close();
}
