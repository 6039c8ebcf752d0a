package io.github.alpharl.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real run among the shared data, which may be absent. */
final class TinyRun {

  private TinyRun() {}

  /** Its directory: below the system property {@code alpharl.shared}, else beside the project. */
  static Path directory() {
    String given = System.getProperty("alpharl.shared");
    if (given != null) {
      return Path.of(given, "data", "tiny-run");
    }
    Path place = Path.of("").toAbsolutePath();
    while (place != null && !Files.isDirectory(place.resolveSibling("shared").resolve("data"))) {
      place = place.getParent();
    }
    return place == null ? Path.of("absent") : place.resolveSibling("shared/data/tiny-run");
  }
}
