package io.github.alpharl.disk;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;

/**
 * What shows that a file was changed or replaced while it was mapped: its size, its time of change
 * and its identity (device and inode; null where the system has none).
 */
public record FileState(long size, FileTime modified, Object key) {

  /** The present state of {@code path}; of a file that is not there, nothing but zeros. */
  public static FileState of(Path path) {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return new FileState(now.size(), now.lastModifiedTime(), now.fileKey());
    } catch (NoSuchFileException e) {
      return new FileState(0, FileTime.fromMillis(0), null);
    } catch (IOException e) {
      throw Disk.failed("cannot read", path, e);
    }
  }

  /** Returns if {@code path} is still as it was, or gone, which leaves a mapping whole. */
  public void requireSame(Path path) {
    FileState now = of(path);
    if (Files.exists(path) && !now.equals(this)) {
      throw BadDataException.of(
              "%s: was %s while it was read (%d bytes, then %d); wait until the checkpoint is complete"
                  + " and kept, then run again",
              path, Objects.equals(key, now.key) ? "changed" : "replaced", size, now.size)
          .in(path)
          .as(Defect.CHANGED);
    }
  }
}
