package io.github.alpharl.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.SafetensorsHeader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a {@code run.json}: <code>{"base": DIR, "steps": {"10": DIR, …}}</code>, or steps as <code>
 * [{"step": 10, "path": DIR}, …]</code>, or by the name of the folders beside it, <code>
 * "ckpt.{N}"</code>, so that new ones count as they appear. Relative paths start at its directory.
 * {@code "adapter"} names the one that counts where a step's file holds several.
 */
final class RunJson {

  private static final Set<String> KEYS = Set.of("adapter", "base", "steps");
  private static final Set<String> STEP_KEYS = Set.of("step", "path");

  private final Path file;
  private final RunSteps steps;
  private final Set<Long> seen = new HashSet<>();

  private RunJson(Path file, RunSteps steps) {
    this.file = file;
    this.steps = steps;
  }

  static RunSteps read(Path file) {
    ObjectNode json = Json.read(file);
    JsonNode list = json.path("steps");
    boolean named = list.isTextual();
    RunJson run = new RunJson(file, named ? named(file, list.textValue()) : new RunSteps(file));
    run.checkKeys(json, KEYS);
    if (json.has("base")) {
      run.steps.base(run.directory("base", json.path("base")));
    }
    if (json.has("adapter")) {
      run.adapter(json.path("adapter"));
    }
    if (!named) {
      run.steps(list);
    }
    return run.steps;
  }

  /** True if {@code file} has its steps one by one, false if by their name. */
  static boolean isList(Path file) {
    return !Json.read(file).path("steps").isTextual();
  }

  private static RunSteps named(Path file, String naming) {
    if (!naming.contains("{N}")) {
      throw SafetensorsHeader.bad(
          file, "steps: '%s' has no {N}, which stands for the step's number", naming);
    }
    try {
      return RunDirectory.read(file.toAbsolutePath().getParent(), Optional.of(naming));
    } catch (UsageException e) {
      throw BadDataException.because(file + ": steps: " + e.getMessage(), e).in(file, "steps");
    }
  }

  private void adapter(JsonNode name) {
    if (name.asText("").isEmpty() || !name.isTextual()) {
      throw bad("adapter must be the name of an adapter, found %s", name);
    }
    steps.adapter(name.textValue());
  }

  private void steps(JsonNode list) {
    if (list.isObject()) {
      list.properties().forEach(entry -> add(number(entry.getKey()), entry.getValue()));
    } else if (list.isArray()) {
      list.forEach(this::listed);
    } else {
      throw bad(
          "'steps' must map step numbers to directories, list objects of step and path, or be a"
              + " name of folders with {N}");
    }
  }

  private void listed(JsonNode entry) {
    checkKeys(entry, STEP_KEYS);
    add(number(entry.path("step").asText()), entry.path("path"));
  }

  private void add(long step, JsonNode path) {
    if (!seen.add(step)) {
      throw bad("step %d is listed twice", step);
    }
    steps.add(step, RunLayout.allPlaces(directory("step " + step, path)));
  }

  private long number(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw bad("'%s' is no step number, expected a whole number from 0", text);
    }
    return Long.parseLong(text);
  }

  private Path directory(String key, JsonNode value) {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw bad(
          "%s must name a directory, found %s", key, value.isMissingNode() ? "nothing" : value);
    }
    Path directory = resolve(key, value.textValue());
    if (!Files.isDirectory(directory)) {
      throw bad("%s: there is no directory %s", key, directory);
    }
    return directory;
  }

  private Path resolve(String key, String text) {
    try {
      return file.toAbsolutePath().resolveSibling(text).normalize();
    } catch (InvalidPathException e) {
      throw BadDataException.because(file + ": " + key + " is no valid path", e).in(file, key);
    }
  }

  private void checkKeys(JsonNode object, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw bad(
                    "has the unknown key '%s', known are adapter, base, steps, step and path", key);
              }
            });
  }

  @FormatMethod
  private BadDataException bad(@FormatString String format, Object... args) {
    return SafetensorsHeader.bad(file, format, args);
  }
}
