package io.github.alpharl.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the run that lies beside the project; tests without it are skipped. */
public final class SharedData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedData() {}

  public static Path tinyRun() {
    String property = System.getProperty("alpharl.shared");
    Path folder = property == null ? search() : Path.of(property);
    Path run = folder.resolve("data/tiny-run");
    assumeTrue(Files.isDirectory(run), "shared/data/tiny-run is not beside the project");
    return run;
  }

  private static Path search() {
    Path here = Path.of("").toAbsolutePath();
    while (here != null && !Files.isDirectory(here.resolve("../shared/data"))) {
      here = here.getParent();
    }
    return here == null ? Path.of("shared") : here.resolve("../shared").normalize();
  }

  public static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
