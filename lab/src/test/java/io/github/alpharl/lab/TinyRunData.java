package io.github.alpharl.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Finds the run that lies beside the project; tests without it are skipped. */
public final class TinyRunData {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyRunData() {}

  public static Path tinyRun() {
    return io.github.alpharl.testkit.SharedData.find("tiny-run");
  }

  public static JsonNode json(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
