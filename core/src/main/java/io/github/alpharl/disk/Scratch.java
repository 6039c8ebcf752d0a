package io.github.alpharl.disk;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Directories for models that are written to be tried and are not kept. */
public final class Scratch {

  private Scratch() {}

  /**
   * What {@code work} makes of a new empty directory in {@code parent}, which is then deleted; on
   * this machine also where {@code parent} stands for a place elsewhere.
   */
  public static <T> T use(Path parent, Function<Path, T> work) {
    Path directory = make(Mirror.current().workplace(parent));
    try {
      return work.apply(directory);
    } finally {
      AtomicDirectory.delete(directory);
    }
  }

  /**
   * A new empty folder in {@code parent} until {@link #give}; what killed processes left of theirs
   * is deleted.
   */
  public static Path take(Path parent) throws IOException {
    Files.createDirectories(parent);
    TempNames.clean(Disk.system(), parent);
    return Files.createDirectory(TempNames.beside(parent.toRealPath().resolve("folder")));
  }

  /** Deletes {@code folder} and all within. */
  public static void give(Path folder) {
    try {
      AtomicDirectory.delete(folder);
    } finally {
      TempNames.release(folder);
    }
  }

  private static Path make(Path parent) {
    try {
      Files.createDirectories(parent);
      return Files.createTempDirectory(parent, "model-");
    } catch (IOException e) {
      throw EnvironmentException.because(
          "cannot write a model to try in " + parent + ": " + e.getMessage(), e);
    }
  }
}
