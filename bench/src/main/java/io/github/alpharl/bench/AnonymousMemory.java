package io.github.alpharl.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Watches this process's resident memory that is not mapped from files, as Linux counts it. */
final class AnonymousMemory implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");

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
    peak.accumulateAndGet(now(), Math::max);
  }

  private static long now() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("RssAnon:")) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      return -1;
    } catch (IOException notLinux) {
      return -1;
    }
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
