package io.github.alpharl.checkpoint;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Reads mapped memory ahead of its use, on a thread of its own: the disk works while others
 * compute, and stays a bounded number of uses before them.
 */
public final class ReadAhead implements AutoCloseable {

  /** Small enough to stop soon, large enough for the disk. */
  private static final long CHUNK = 16L << 20;

  private final List<List<MemorySegment>> uses;
  private final Semaphore room;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("read-ahead").unstarted(this::run);
  private volatile boolean closed;

  /**
   * Starts to read.
   *
   * @param uses the memory of each use, in the order of the uses; what is not mapped is left alone
   * @param ahead uses that may be read and not {@link #done}
   */
  public ReadAhead(List<List<MemorySegment>> uses, int ahead) {
    this.uses = uses;
    this.room = new Semaphore(ahead);
    thread.start();
  }

  /** One use is over, whichever it was: one more may be read. */
  public void done() {
    room.release();
  }

  /** Stops reading; afterwards the memory can be unmapped. */
  @Override
  public void close() {
    closed = true;
    room.release();
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
      for (List<MemorySegment> use : uses) {
        room.acquireUninterruptibly();
        if (closed) {
          return;
        }
        use.forEach(this::read);
      }
    } catch (InternalError vanished) {
      // Whoever uses that memory meets the same fault, and knows its file.
      if (!MappedAccess.isFault(vanished)) {
        throw vanished;
      }
    }
  }

  private void read(MemorySegment segment) {
    for (long start = 0; start < segment.byteSize() && !closed; start += CHUNK) {
      MemorySegment chunk = segment.asSlice(start, Math.min(CHUNK, segment.byteSize() - start));
      if (chunk.isMapped()) {
        chunk.load();
      }
    }
  }
}
