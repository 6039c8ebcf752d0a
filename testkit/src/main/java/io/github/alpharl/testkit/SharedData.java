package io.github.alpharl.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The data beside the project, which tests use where it is present. */
public final class SharedData {

  private SharedData() {}

  /** {@code name} within the shared data; the calling test is skipped where it is absent. */
  public static Path find(String name) {
    String given = System.getProperty("alpharl.shared");
    Path place = given == null ? search(Path.of("").toAbsolutePath()) : Path.of(given);
    Path found = place.resolve("data").resolve(name);
    assumeTrue(Files.exists(found), () -> "skipped: " + name + " is not at hand");
    return found;
  }

  private static Path search(Path from) {
    for (Path folder = from; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolveSibling("shared").resolve("data"))) {
        return folder.resolveSibling("shared");
      }
    }
    return from;
  }
}
