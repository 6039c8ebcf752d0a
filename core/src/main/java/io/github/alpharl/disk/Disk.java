package io.github.alpharl.disk;

import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Everything that changes the disk: every write of this project passes here, so that tests can make
 * the k-th operation fail or kill the process there.
 */
public interface Disk {

  /** Creates {@code path}, which must not exist. */
  DiskFile create(Path path) throws IOException;

  /** Renames atomically; an existing file or empty directory {@code to} is replaced. */
  void move(Path from, Path to) throws IOException;

  /** Creates one directory whose parent exists. */
  void createDirectory(Path directory) throws IOException;

  /** Deletes a file or an empty directory. */
  void delete(Path path) throws IOException;

  /** Returns when the names in {@code directory} have reached the device. */
  void forceDirectory(Path directory) throws IOException;

  /**
   * The real disk; with the system property {@code alpharl.fault}, one with a planned fault; under
   * a {@link Mirror}, one that carries what is written to its place.
   */
  static Disk system() {
    return Mirror.current().over(SystemDisk.shared());
  }

  /** Creates {@code path}, lets {@code content} fill it and forces it to the device. */
  default void write(Path path, Content content) throws IOException {
    try (DiskFile file = create(path)) {
      content.writeTo(file);
      file.force();
    }
  }

  /** Creates {@code directory} and its missing parents. */
  default void createDirectories(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    createDirectories(absolute.getParent());
    try {
      createDirectory(absolute);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(absolute)) {
        throw e;
      }
    }
  }

  /** What a file will hold. */
  @FunctionalInterface
  interface Content {

    /** Writes all of it. */
    void writeTo(ByteSink sink) throws IOException;
  }

  /** The error "{@code doing} {@code path}: reason", as in "cannot write". */
  static EnvironmentException failed(String doing, Path path, IOException cause) {
    return EnvironmentException.because(doing + " " + path + ": " + reason(cause), cause);
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied on " + denied.getFile();
      case FileAlreadyExistsException there -> there.getFile() + " exists already";
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }
}
