package io.github.alpharl.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fingerprints that one process takes and others read, while sizes and times of the weight files
 * stay as they are. Their inodes do not count: machines number devices in their own ways.
 *
 * @param folder where they are kept, a small file for each checkpoint
 */
record SharedFingerprints(Path folder) {

  private static final String FINGERPRINT = "fingerprint";
  private static final String FILES = "files";

  /** The fingerprint of {@code checkpoint}, which is kept under {@code name}. */
  String of(String name, StepCheckpoint checkpoint) {
    if (!(checkpoint instanceof HfCheckpoint model)) {
      return Fingerprint.of(checkpoint); // of an adapter, which is small
    }
    Path file = folder.resolve(name + ".json");
    ObjectNode state = state(model);
    String known = known(file, state);
    if (!known.isEmpty()) {
      return known;
    }
    String found = Fingerprint.of(model);
    AtomicFile.write(file, Json.write(Json.object().put(FINGERPRINT, found).set(FILES, state)));
    return found;
  }

  private static String known(Path file, ObjectNode state) {
    if (!Files.exists(file)) {
      return "";
    }
    try {
      JsonNode json = Json.read(file);
      boolean same = state.toString().equals(json.path(FILES).toString());
      return same ? json.path(FINGERPRINT).asText("") : "";
    } catch (BadDataException damaged) {
      return "";
    }
  }

  private static ObjectNode state(HfCheckpoint model) {
    ObjectNode state = Json.object();
    for (Path file : model.files()) {
      FileState now = FileState.of(file);
      state.put(file.getFileName().toString(), now.size() + " " + now.modified());
    }
    return state;
  }
}
