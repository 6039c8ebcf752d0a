package io.github.alpharl.disk;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A directory that one process at a time works in; a kill gives the lock back, too. */
public final class FolderLock implements AutoCloseable {

  /** The file that is locked; it stays, empty. */
  public static final String NAME = ".lock";

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Locks {@code folder}, which is made where it is not there.
   *
   * @param who works there, for the refusal
   * @throws EnvironmentException where it is locked already
   */
  public static FolderLock take(Path folder, String who) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw EnvironmentException.of(
                "%s: another %s works here; wait for it or give another output directory",
                folder, who)
            .by(Setting.OUTPUT);
      }
      return new FolderLock(folder, channel);
    } catch (IOException e) {
      throw EnvironmentException.because(folder + ": " + e.getMessage(), e);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException held) { // by this process
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw EnvironmentException.because(folder + ": " + e.getMessage(), e);
    }
  }
}
