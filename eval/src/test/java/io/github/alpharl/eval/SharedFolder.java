package io.github.alpharl.eval;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The data beside the project, for tests that need the benchmarks themselves. */
public final class SharedFolder {

  private SharedFolder() {}

  /** A file under {@code shared/data}; without it the test is skipped. */
  public static Path data(String name) {
    Path file = shared().resolve("data").resolve(name);
    Assumptions.assumeTrue(Files.exists(file), () -> "skipped: shared/data/" + name + " is not there");
    return file;
  }

  private static Path shared() {
    String property = System.getProperty("alpharl.shared");
    if (property != null) {
      return Path.of(property);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("shared/data"))) {
        return at.resolve("shared");
      }
    }
    return Path.of("../shared");
  }
}
