package io.github.alpharl.disk;

import io.github.alpharl.failure.AlphaRlException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Reads mapped memory ahead of its use, on a thread of its own: the disk works while others
 * compute, and stays a bounded number of bytes before them.
 */
public final class ReadAhead implements AutoCloseable {

  /** Small enough to stop soon, large enough for the disk. */
  private static final long CHUNK = 16L << 20;

  private static final LongAdder USED = new LongAdder();

  private final List<List<MemorySegment>> uses;
  private final AtomicIntegerArray over;
  private final int[] megabytes;
  private final Semaphore room;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("read-ahead").unstarted(this::run);
  private volatile boolean closed;

  /**
   * Starts to read.
   *
   * @param uses the memory of each use, in the order of the uses; what is not mapped is left alone
   * @param bytes that may be read and not {@link #done}; a larger use is read alone
   */
  public ReadAhead(List<List<MemorySegment>> uses, long bytes) {
    int most = megabytes(bytes);
    this.uses = uses;
    this.over = new AtomicIntegerArray(uses.size());
    this.megabytes = uses.stream().mapToInt(use -> Math.min(most, megabytes(bytes(use)))).toArray();
    this.room = new Semaphore(most);
    thread.start();
  }

  /** Bytes of one use. */
  public static long bytes(List<MemorySegment> use) {
    return use.stream().mapToLong(MemorySegment::byteSize).sum();
  }

  private static int megabytes(long bytes) {
    return Math.toIntExact(Math.ceilDiv(bytes, 1L << 20));
  }

  /** Bytes of all uses of this process that are over: what its readers asked for. */
  public static long used() {
    return USED.sum();
  }

  /** Use {@code use} is over: others may be read. */
  public void done(int use) {
    over.set(use, 1);
    USED.add(bytes(uses.get(use)));
    room.release(megabytes[use]);
  }

  /** Stops reading; afterwards the memory can be unmapped. */
  @Override
  public void close() {
    closed = true;
    room.release(IntStream.of(megabytes).sum());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (int use = 0; use < megabytes.length && !closed; use++) {
        room.acquireUninterruptibly(megabytes[use]);
        if (over.get(use) == 0) { // else its memory may be given back already
          uses.get(use).forEach(this::read);
        }
      }
    } catch (AlphaRlException unreachable) {
      closed = true; // Whoever uses that memory asks for it, and meets the same.
    } catch (InternalError vanished) {
      // Whoever uses that memory meets the same fault, and knows its file.
      if (!MappedAccess.isFault(vanished)) {
        throw vanished;
      }
    }
  }

  private void read(MemorySegment segment) {
    Residency.need(segment);
    for (long start = 0; start < segment.byteSize() && !closed; start += CHUNK) {
      MemorySegment chunk = segment.asSlice(start, Math.min(CHUNK, segment.byteSize() - start));
      if (chunk.isMapped()) {
        chunk.load();
      }
    }
  }
}
