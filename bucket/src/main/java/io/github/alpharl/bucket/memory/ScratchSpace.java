package io.github.alpharl.bucket.memory;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The folder for bytes that lie elsewhere, and how many of them may be here at a time. Files in it
 * are deleted as soon as they are mapped, so that a killed process leaves none.
 */
public final class ScratchSpace {

  private final Path folder;
  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong most = new AtomicLong();
  private final AtomicLong names = new AtomicLong();
  private final Path empty;

  /** The existing {@code folder}, for at most {@code limit} bytes. */
  public ScratchSpace(Path folder, long limit) {
    this.folder = folder;
    this.limit = limit;
    this.empty = folder.resolve(".empty");
    try {
      Files.createFile(empty);
    } catch (IOException e) {
      throw full(0, e);
    }
  }

  /** A file without content. */
  Path empty() {
    return empty;
  }

  /** A name for a new file. */
  Path fresh() {
    return folder.resolve(".range-" + names.incrementAndGet());
  }

  /** Takes {@code bytes}. */
  public void take(long bytes) {
    long now = used.addAndGet(bytes);
    if (now > limit) {
      used.addAndGet(-bytes);
      throw full(bytes, null);
    }
    most.accumulateAndGet(now, Math::max);
  }

  /** Gives {@code bytes} back. */
  public void give(long bytes) {
    used.addAndGet(-bytes);
  }

  /** The most bytes that were here at a time. */
  public long most() {
    return most.get();
  }

  /** Bytes that are here. */
  public long used() {
    return used.get();
  }

  /** The failure to keep {@code bytes} more. */
  EnvironmentException full(long bytes, IOException cause) {
    String why =
        cause == null
            ? String.format(
                "is full: %,d bytes of at most %,d are in use and %,d more are needed",
                used.get(), limit, bytes)
            : "cannot be written: " + cause.getMessage();
    return EnvironmentException.because(
            folder.getParent() + ": the scratch space " + why + "; give more, or another folder",
            cause)
        .by(Setting.SCRATCH);
  }
}
