package io.github.alpharl.disk;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Reading mapped memory whose file may be shortened under us, for instance by a trainer's rotation:
 * the JVM then throws an {@link InternalError}, which becomes an error about that file.
 */
public final class MappedAccess {

  private MappedAccess() {}

  /**
   * The result of {@code reading}.
   *
   * @throws BadDataException if memory mapped from {@code file} vanished meanwhile
   */
  public static <T> T guard(Path file, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (InternalError e) {
      if (isFault(e)) {
        throw vanished(file.toString(), e);
      }
      throw e;
    }
  }

  /** Like {@link #guard(Path, Supplier)} for a reading without a result. */
  public static void run(Path file, Runnable reading) {
    guard(
        file,
        () -> {
          reading.run();
          return file;
        });
  }

  /**
   * The result of {@code reading} weights of {@code sources}, which are found unchanged after it.
   *
   * @throws BadDataException naming the file that was shortened, overwritten or replaced meanwhile
   */
  public static <T> T guard(Supplier<T> reading, MappedSource... sources) {
    try {
      T result = reading.get();
      requireUnchanged(sources);
      return result;
    } catch (InternalError e) {
      if (isFault(e)) {
        requireUnchanged(sources);
        throw vanished(named(sources), e);
      }
      throw e;
    }
  }

  /** A filling of a directory. */
  @FunctionalInterface
  public interface Filling {

    /** Writes all files. */
    void run() throws IOException;
  }

  /** Like {@link #guard(Supplier, MappedSource...)} for {@code filling} that copies weights. */
  public static void fill(Filling filling, MappedSource... sources) throws IOException {
    try {
      filling.run();
    } catch (BadDataException e) {
      requireUnchanged(sources);
      throw e;
    }
    requireUnchanged(sources);
  }

  private static String named(MappedSource... sources) {
    return sources.length == 0 ? "an input" : sources[0].directory().toString();
  }

  private static void requireUnchanged(MappedSource... sources) {
    for (MappedSource source : sources) {
      source.requireUnchanged();
    }
  }

  public static BadDataException vanished(String what, Throwable cause) {
    return BadDataException.because(
            what
                + ": the file was shortened or its disk failed while it was read;"
                + " wait until the checkpoint is complete and kept, then run again",
            cause)
        .on(what)
        .as(Defect.CHANGED);
  }

  /** True for what reading vanished memory throws here, or in a system call (EFAULT). */
  public static boolean isFault(Throwable error) {
    String message = String.valueOf(error.getMessage());
    return error instanceof InternalError
        ? message.contains("fault occurred")
        : message.equals("Bad address");
  }
}
