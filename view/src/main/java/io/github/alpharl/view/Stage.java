package io.github.alpharl.view;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** A stage of a command's work, of which a sign of life tells how far it is. */
public final class Stage implements AutoCloseable {

  private static final AtomicReference<Stage> LATEST = new AtomicReference<>();

  private final String work;
  private final String unit;
  private final long total;
  private final AtomicLong done = new AtomicLong();
  private final Stage outer; // null where this is no part of another

  private Stage(String work, String unit, long total) {
    this.work = work;
    this.unit = unit;
    this.total = total;
    this.outer = LATEST.get();
  }

  /** From now on {@code work} over {@code total} units is done. */
  public static Stage begin(String work, String unit, long total) {
    Stage stage = new Stage(work, unit, total);
    LATEST.set(stage);
    return stage;
  }

  /** So many units more are done. */
  public void advance(long units) {
    done.addAndGet(units);
  }

  /** What is done now, such as {@code decompose, 120 of 840 MB}; empty where nothing is counted. */
  public static String latest() {
    Stage stage = LATEST.get();
    return stage == null ? "" : stage.text();
  }

  private String text() {
    return total > 0 ? "%s, %d of %d %s".formatted(work, done.get(), total, unit) : work;
  }

  @Override
  public void close() {
    LATEST.compareAndSet(this, outer);
  }
}
