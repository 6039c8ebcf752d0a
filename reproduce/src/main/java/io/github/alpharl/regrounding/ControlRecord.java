package io.github.alpharl.regrounding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.accelerate.Settings;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.run.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a controlled run was begun, in {@code control.json}: only the same command continues it, but
 * for the budget, which may grow.
 *
 * @param run its directory
 */
public record ControlRecord(Path run) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes the record, or checks that the one here is of the same run. */
  public void begin(Settings settings, String validation) {
    ObjectNode now = JSON.createObjectNode().put("validation", validation);
    now.set("settings", JSON.valueToTree(settings));
    Path file = run.resolve(Trainer.CONTROL);
    if (Files.exists(file)) {
      requireSame(read(file), now);
    } else {
      requireEmpty();
    }
    AtomicFile.write(file, now.toPrettyString() + "\n");
  }

  private void requireEmpty() {
    String[] children =
        run.toFile()
            .list((_, name) -> !name.startsWith(".alpharl-tmp-") && !name.equals(FolderLock.NAME));
    if (Files.exists(run) && (children == null || children.length > 0)) {
      throw UsageException.of("%s exists and holds no controlled run; choose another place", run)
          .by(Setting.OUTPUT);
    }
  }

  private void requireSame(JsonNode before, ObjectNode now) {
    require("validation", before.path("validation"), now.path("validation"));
    for (Map.Entry<String, JsonNode> setting : now.path("settings").properties()) {
      if (!setting.getKey().equals("budget")) {
        JsonNode old = before.path("settings").path(setting.getKey());
        require(setting.getKey(), old, setting.getValue());
      }
    }
  }

  private void require(String key, JsonNode before, JsonNode now) {
    if (!before.toString().equals(now.toString())) {
      throw UsageException.of(
              "%s holds a run with another control: its %s is %s, now %s was asked for; choose"
                  + " another place, or repeat the run's own command to continue it",
              run, key, before, now)
          .by(Setting.OUTPUT);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw BadDataException.because(file + ": is no JSON: " + e.getMessage(), e).in(file);
    }
  }
}
