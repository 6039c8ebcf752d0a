package io.github.alpharl.run;

import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Directories of steps that are whole on the outside; nothing in this room reads weights. */
final class Steps {

  private Steps() {}

  static Path model(Path directory) {
    return model(directory, "model.safetensors", Map.of(), 2);
  }

  static Path model(Path directory, String file, Map<String, String> metadata, long rows) {
    Fixtures.write(directory.resolve("config.json"), Fixtures.config(false));
    SafetensorsWriter.write(
        io.github.alpharl.disk.Disk.system(),
        directory.resolve(file),
        List.of(TensorSource.copyOf(Fixtures.random(new Random(1), "x", Dtype.BF16, rows, 2))),
        metadata);
    return directory;
  }

  static Path adapter(Path directory, String base) {
    Fixtures.write(
        directory.resolve("adapter_config.json"),
        "{\"base_model_name_or_path\": \"" + base + "\"}");
    SafetensorsWriter.write(directory.resolve("adapter_model.safetensors"), List.of());
    return directory;
  }

  /** Sets the time of {@code file} back by so many seconds. */
  static void age(Path file, long seconds) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void link(Path link, Path target) {
    try {
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
