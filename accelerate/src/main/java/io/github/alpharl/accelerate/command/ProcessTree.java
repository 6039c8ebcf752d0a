package io.github.alpharl.accelerate.command;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Commands that end with this process, and all that they have started: after SIGTERM and SIGINT by
 * a shutdown hook, after a crash by {@link Watchdog}. What has left its tree on purpose, a daemon,
 * is not found.
 */
final class ProcessTree {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 20;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(process -> end(process.toHandle())), "ends-commands"));
  }

  private ProcessTree() {}

  /** Starts {@code builder}'s process, which ends with this one. */
  static Process start(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    RUNNING.add(process);
    var _ = process.onExit().thenRun(() -> RUNNING.remove(process));
    return process;
  }

  /** A second process that ends {@code process} and its tree should this one crash. */
  static Process watch(Process process) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            java,
            "-Xmx16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            Watchdog.class.getName(),
            Long.toString(process.pid()),
            Long.toString(started(process.toHandle())));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** When it started, by which a process is told from a later one of the same number. */
  static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** The process of this number that started then, while it lives. */
  static Optional<ProcessHandle> find(long pid, long started) {
    return ProcessHandle.of(pid).filter(p -> p.isAlive() && started(p) == started);
  }

  /** True once the process of this number and start is gone, for which we wait a while. */
  static boolean ends(long pid, long started, Duration patience) {
    Instant last = Instant.now().plus(patience);
    while (find(pid, started).isPresent() && Instant.now().isBefore(last)) {
      pause();
    }
    return find(pid, started).isEmpty();
  }

  /** Asks the whole tree to end, and makes it after a while. */
  static void end(ProcessHandle root) {
    List<ProcessHandle> tree = new ArrayList<>(root.descendants().toList());
    tree.add(root);
    tree.forEach(ProcessHandle::destroy);
    Instant last = Instant.now().plus(GRACE);
    while (tree.stream().anyMatch(ProcessHandle::isAlive) && Instant.now().isBefore(last)) {
      pause();
    }
    // What was started meanwhile hangs on those that live still.
    tree.stream()
        .filter(ProcessHandle::isAlive)
        .flatMap(ProcessHandle::descendants)
        .forEach(ProcessHandle::destroyForcibly);
    tree.forEach(ProcessHandle::destroyForcibly);
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("interrupted while commands were ended", e);
    }
  }
}
