package io.github.alpharl.disk;

import java.nio.file.Path;

/** Mapped files of one directory whose change under the reader can be noticed. */
public interface MappedSource {

  /** Where they are. */
  Path directory();

  /**
   * Returns if no file was changed since it was mapped; deleted ones are still whole.
   *
   * @throws io.github.alpharl.failure.BadDataException naming the file that was
   */
  void requireUnchanged();
}
