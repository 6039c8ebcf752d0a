package io.github.alpharl.disk;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Writes whole directories: built under a temporary name beside the target, forced to the device,
 * then renamed. Under its final name a directory is complete, whenever the process is killed.
 */
public final class AtomicDirectory {

  /** Fills a new directory; the files in it should be written with {@link Disk#write}. */
  @FunctionalInterface
  public interface Body {

    /** Writes all files of {@code directory}. */
    void fill(Path directory) throws IOException;
  }

  private AtomicDirectory() {}

  /**
   * Checks, before any work, that {@code target} can become an output of about {@code bytes}.
   *
   * @param inputs files or directories that must not be the target, nor lie within it
   * @throws EnvironmentException if it exists and is not empty, is an input, cannot be written or
   *     has too little space
   */
  public static void requireUsable(Path target, long bytes, Path... inputs) {
    for (Path input : inputs) {
      refuseInput(target, input);
    }
    refuseExisting(target);
    requireSpace(target, bytes);
  }

  /**
   * Builds {@code target} by {@code body}, which gets the temporary directory.
   *
   * @throws EnvironmentException if the target is not usable or the disk refuses; then nothing is
   *     left under the target's name
   */
  public static void write(Disk disk, Path target, Body body) {
    refuseExisting(target);
    Path absolute = target.toAbsolutePath().normalize();
    Path temp = TempNames.beside(absolute);
    try {
      disk.createDirectories(absolute.getParent());
      TempNames.clean(disk, absolute.getParent());
      fillAndRename(disk, temp, absolute, body);
    } catch (IOException e) {
      throw Disk.failed("cannot write", target, e);
    } finally {
      TempNames.release(temp);
    }
  }

  /** Deletes {@code directory} and all within, if it is there. */
  public static void delete(Path directory) {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      TempNames.deleteTree(Disk.system(), directory);
    } catch (IOException e) {
      throw Disk.failed("cannot delete", directory, e);
    }
  }

  private static void fillAndRename(Disk disk, Path temp, Path target, Body body)
      throws IOException {
    try {
      disk.createDirectory(temp);
      body.fill(temp);
      disk.forceDirectory(temp);
      disk.move(temp, target);
    } catch (IOException | RuntimeException | Error e) {
      discard(disk, temp, e);
      throw e;
    }
    disk.forceDirectory(target.getParent());
  }

  /** Removes an unfinished file or directory after {@code failure}. */
  static void discard(Disk disk, Path temp, Throwable failure) {
    try {
      if (Files.exists(temp, LinkOption.NOFOLLOW_LINKS)) {
        TempNames.deleteTree(disk, temp);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static void refuseInput(Path target, Path input) {
    Path to = real(target);
    Path from = real(input);
    if (from.startsWith(to)) {
      throw EnvironmentException.of(
              "%s: the output is the input %s; inputs are never changed, choose another output",
              target, input)
          .by(Setting.OUTPUT);
    }
  }

  private static void refuseExisting(Path target) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !isEmptyDirectory(target)) {
      throw EnvironmentException.of(
              "%s: the output exists already; remove it or choose another output", target)
          .by(Setting.OUTPUT);
    }
  }

  private static boolean isEmptyDirectory(Path path) {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
      return !children.iterator().hasNext();
    } catch (IOException e) {
      throw Disk.failed("cannot read", path, e);
    }
  }

  private static void requireSpace(Path target, long bytes) {
    Path existing = existingAncestor(target);
    if (!Files.isWritable(existing)) {
      throw EnvironmentException.of(
              "%s: cannot be written, %s is read-only for this user; choose another output",
              target, existing)
          .by(Setting.OUTPUT);
    }
    long free = usableSpace(existing);
    if (free < bytes) {
      throw EnvironmentException.of(
              "%s: needs %d bytes but its disk has %d free; free space or choose another output",
              target, bytes, free)
          .by(Setting.OUTPUT);
    }
  }

  private static long usableSpace(Path existing) {
    try {
      return Files.getFileStore(existing).getUsableSpace();
    } catch (IOException noMount) { // in a bare chroot no mount point belongs to the folder
      return existing.toFile().getUsableSpace();
    }
  }

  private static Path existingAncestor(Path path) {
    Path candidate = path.toAbsolutePath().normalize().getParent();
    while (candidate != null && !Files.isDirectory(candidate)) {
      candidate = candidate.getParent();
    }
    return candidate == null ? path.toAbsolutePath().getRoot() : candidate;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
