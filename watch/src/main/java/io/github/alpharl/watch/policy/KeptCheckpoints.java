package io.github.alpharl.watch.policy;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checkpoints that a trainer may delete and that stay: hard links, copies where those cannot be.
 */
public final class KeptCheckpoints {

  private final Path folder;

  /** Those in {@code folder}, which nothing else uses. */
  public KeptCheckpoints(Path folder) {
    this.folder = folder;
  }

  /**
   * Keeps the checkpoint in {@code directory} as {@code role}, in place of an earlier one.
   *
   * @return where; what was there before if it is of the same step
   */
  public Path keep(String role, long step, Path directory) {
    Path kept = folder.resolve(role + "-step-" + step);
    if (Files.isDirectory(kept)) {
      return kept;
    }
    Path making = folder.resolve("making-" + role);
    try {
      delete(making);
      Files.createDirectories(making);
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          link(file, making.resolve(directory.relativize(file).toString()));
        }
      }
      Files.move(making, kept);
      for (Path other : others(role, kept)) {
        delete(other);
      }
      return kept;
    } catch (IOException e) {
      throw Disk.failed("cannot keep a checkpoint in", kept, e);
    }
  }

  private static void link(Path file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    FileCopy.link(file.toRealPath(), target);
  }

  private List<Path> others(String role, Path kept) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith(role + "-step-"))
          .filter(path -> !path.equals(kept))
          .toList();
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
