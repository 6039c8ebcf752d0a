package io.github.alpharl.watch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Looks again and again until there is a reason to end. */
public final class WatchLoop {

  private final LiveWatch watch;
  private final Until until;
  private final Duration pause;
  private final LongSupplier clock;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * A loop.
   *
   * @param pause between looks
   * @param clock nanoseconds that never jump
   */
  public WatchLoop(LiveWatch watch, Until until, Duration pause, LongSupplier clock) {
    this.watch = watch;
    this.until = until;
    this.pause = pause;
    this.clock = clock;
  }

  /** Why it ended. */
  public enum End {
    /** The step was reached. */
    STEP,
    /** There was an alarm. */
    ALARM,
    /** Nothing new came. */
    IDLE,
    /** It was asked to. */
    STOPPED
  }

  /** Looks until the end. */
  public End run() {
    long news = clock.getAsLong();
    while (true) {
      if (watch.look()) {
        news = clock.getAsLong();
      }
      if (until.alarm() && watch.alarmed()) {
        return End.ALARM;
      }
      if (until.step().isPresent() && watch.session().step() >= until.step().getAsLong()) {
        asked();
        watch.look(); // the log's last row may come after the checkpoint of its step
        return End.STEP;
      }
      long waited = clock.getAsLong() - news;
      if (until.idle().filter(most -> waited >= most.toNanos()).isPresent()) {
        return End.IDLE;
      }
      if (asked()) {
        return End.STOPPED;
      }
    }
  }

  private boolean asked() {
    try {
      return stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends it after the look under way. */
  public void stop() {
    stopped.countDown();
  }
}
