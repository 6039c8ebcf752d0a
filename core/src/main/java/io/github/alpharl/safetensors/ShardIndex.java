package io.github.alpharl.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.Contained;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * Which shard holds which tensor: {@code model.safetensors.index.json}.
 *
 * @param file the index
 * @param shardOf tensor name to plain file name in the same directory
 * @param said what it says of the whole model
 */
public record ShardIndex(
    Path file, SequencedMap<String, String> shardOf, Map<String, String> said) {

  /** The index of safetensors files. */
  public static final String NAME = "model.safetensors.index.json";

  /**
   * What the index in {@code folder} says of the whole model, or its one file where there is no
   * index; nothing where there is neither.
   */
  public static Map<String, String> metadata(Path folder) {
    Path index = folder.resolve(NAME);
    Path single = folder.resolve("model.safetensors");
    if (!Files.exists(index)) {
      if (!Files.exists(single)) {
        return Map.of();
      }
      try (SafetensorsFile file = SafetensorsFile.open(single)) {
        return Map.copyOf(file.metadata());
      }
    }
    return metadata(Json.read(index));
  }

  private static Map<String, String> metadata(JsonNode index) {
    Map<String, String> said = new LinkedHashMap<>();
    index
        .path("metadata")
        .properties()
        .forEach(entry -> said.put(entry.getKey(), entry.getValue().asText()));
    return said;
  }

  /** True if a model with this {@link #metadata} holds differences from another, as slime's may. */
  public static boolean isDifference(Map<String, String> metadata) {
    String encoding = metadata.getOrDefault("delta_encoding", "none");
    return !encoding.isEmpty() && !encoding.equalsIgnoreCase("none");
  }

  public static ShardIndex read(Path file) {
    ObjectNode json = Json.read(file);
    if (!json.path("metadata").isObject()) {
      throw BadDataException.of(
              "%s: the object 'metadata' is missing, which loaders need; add \"metadata\": {}",
              file)
          .in(file, "metadata")
          .as(Defect.MISSING);
    }
    JsonNode map = json.path("weight_map");
    if (!map.isObject()) {
      throw BadDataException.of("%s: the object 'weight_map' is missing", file)
          .in(file, "weight_map")
          .as(Defect.MISSING);
    }
    SequencedMap<String, String> shardOf = new LinkedHashMap<>();
    map.properties().forEach(entry -> shardOf.put(entry.getKey(), fileName(file, entry)));
    return new ShardIndex(file, shardOf, metadata(json));
  }

  /** The shards in the order of their names; all exist. */
  public List<Path> shards() {
    List<String> names = List.copyOf(new TreeSet<>(shardOf.values()));
    Path directory = file.toAbsolutePath().getParent();
    List<String> missing =
        names.stream().filter(name -> !Files.exists(directory.resolve(name))).toList();
    if (!missing.isEmpty()) {
      throw BadDataException.of(
              "%s: %d of %d shards are missing: %s; the checkpoint is incomplete or still being written",
              file, missing.size(), names.size(), Wording.firstFive(missing))
          .in(file)
          .as(Defect.INCOMPLETE);
    }
    return names.stream().map(name -> Contained.within(file.resolveSibling(name))).toList();
  }

  private static String fileName(Path file, Map.Entry<String, JsonNode> entry) {
    JsonNode value = entry.getValue();
    if (!value.isTextual() || !Contained.isPlain(value.textValue())) {
      throw BadDataException.of(
              "%s: tensor '%s' is mapped to %s, which is unsafe;"
                  + " only a plain file name in the same directory is allowed",
              file, entry.getKey(), value)
          .in(file, entry.getKey())
          .as(Defect.UNSUPPORTED);
    }
    return value.textValue();
  }
}
