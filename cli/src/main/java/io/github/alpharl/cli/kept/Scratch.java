package io.github.alpharl.cli.kept;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Directories for models that are written to be tried and are not kept. */
public final class Scratch {

  private Scratch() {}

  /** What {@code work} makes of a new empty directory in {@code parent}, which is then deleted. */
  public static <T> T use(Path parent, Function<Path, T> work) {
    try {
      Files.createDirectories(parent);
      Path directory = Files.createTempDirectory(parent, "model-");
      try {
        return work.apply(directory);
      } finally {
        delete(directory);
      }
    } catch (IOException e) {
      throw EnvironmentException.because(
          "cannot write a model to try in " + parent + ": " + e.getMessage(), e);
    }
  }

  /** Deletes {@code directory} with all below, if it is there. */
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
