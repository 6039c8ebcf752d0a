package io.github.alpharl.bench;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Watches this process's resident memory that is not mapped from files, as Linux counts it. */
final class AnonymousMemory implements AutoCloseable {

  private final AtomicLong peak = new AtomicLong(-1);
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "memory");
            thread.setDaemon(true);
            return thread;
          });

  AnonymousMemory() {
    var _ = watcher.scheduleAtFixedRate(this::look, 0, 100, TimeUnit.MILLISECONDS);
  }

  private void look() {
    peak.accumulateAndGet(ResidentMemory.anonymous(), Math::max);
  }

  /** The most bytes seen; −1 where the system does not tell. */
  long peak() {
    look();
    return peak.get();
  }

  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
