package io.github.alpharl.cli.progress;

import java.util.concurrent.CountDownLatch;
import java.util.function.IntSupplier;

/** While open, a process that is asked to end lets its work come to an end first. */
public final class StopSignal implements AutoCloseable {

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Calls {@code stop} when the process is asked to end, and waits for {@link #close}.
   *
   * @param exitCode of the process then
   */
  public StopSignal(Runnable stop, IntSupplier exitCode) {
    hook = new Thread(() -> end(stop, exitCode), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end(Runnable stop, IntSupplier exitCode) {
    stop.run();
    try {
      ended.await();
      Runtime.getRuntime().halt(exitCode.getAsInt());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending: it was the hook that stopped the work.
    }
  }
}
