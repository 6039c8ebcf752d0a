package io.github.alpharl.disk;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes whole files: under its final name a file is either the old one or the new one, complete
 * and on the device, whenever the process is killed.
 */
public final class AtomicFile {

  private AtomicFile() {}

  /**
   * Writes {@code content} to {@code target}, replacing an older file.
   *
   * @throws EnvironmentException if the disk refuses; then {@code target} is unchanged
   */
  public static void write(Path target, Disk.Content content) {
    write(Disk.system(), target, content);
  }

  /** Writes {@code text} as UTF-8 to {@code target}. */
  public static void write(Path target, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(target, sink -> sink.write(MemorySegment.ofArray(bytes)));
  }

  /** Like {@link #write(Path, Disk.Content)}, on {@code disk}. */
  public static void write(Disk disk, Path target, Disk.Content content) {
    Path absolute = target.toAbsolutePath();
    Path temp = TempNames.beside(absolute);
    try {
      disk.createDirectories(absolute.getParent());
      TempNames.clean(disk, absolute.getParent());
      writeAndRename(disk, temp, absolute, content);
    } catch (IOException e) {
      throw Disk.failed("cannot write", target, e);
    } finally {
      TempNames.release(temp);
    }
  }

  private static void writeAndRename(Disk disk, Path temp, Path target, Disk.Content content)
      throws IOException {
    try {
      disk.write(temp, content);
      disk.move(temp, target);
    } catch (IOException | RuntimeException | Error e) {
      AtomicDirectory.discard(disk, temp, e);
      throw e;
    }
    disk.forceDirectory(target.getParent());
  }
}
