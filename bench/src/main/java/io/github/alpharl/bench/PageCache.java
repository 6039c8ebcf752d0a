package io.github.alpharl.bench;

import java.nio.file.Path;
import java.util.List;

/** The system's cache of file contents. */
final class PageCache {

  private PageCache() {}

  /** Asks the system to forget {@code files}, through GNU dd; other files stay cached. */
  static void drop(List<Path> files) {
    for (Path file : files) {
      ProcessRunner.run("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
    }
  }
}
