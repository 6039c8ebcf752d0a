package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FileCopy;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run that has the steps of another one before its own.
 *
 * @param from the other one, up to its last saved step
 * @param to this one, which is empty
 */
record Branch(RunFolder from, RunFolder to) {

  private static final List<String> MAY_DIFFER =
      List.of("fault", "steps", "learningRate", "schedule");

  /** Takes the steps over; {@code record} is the new run's, written last. */
  void begin(ObjectNode record) {
    to.requireEmpty();
    requireSameCourse(from.record(), record);
    try (Stream<Path> children = Files.list(from.root())) {
      for (Path child : children.sorted().toList()) {
        if (Files.isDirectory(from.step(0)) && isOfSteps(child)) {
          copy(child, to.root().resolve(child.getFileName()));
        }
      }
    } catch (IOException e) {
      throw EnvironmentException.because(
          "cannot copy " + from.root() + " to " + to.root() + ": " + e.getMessage(), e);
    }
    to.begin(record);
  }

  private static void requireSameCourse(JsonNode before, ObjectNode now) {
    JsonNode was = before.path("options");
    JsonNode is = now.path("options");
    Set<String> keys = new LinkedHashSet<>();
    was.fieldNames().forEachRemaining(keys::add);
    is.fieldNames().forEachRemaining(keys::add);
    keys.removeAll(MAY_DIFFER);
    for (String key : keys) {
      if (!was.path(key).asText().equals(is.path(key).asText())) {
        throw UsageException.of(
            "a branch cannot differ in %s: the run that it leaves has %s, now %s was asked for.",
            key, was.path(key), is.path(key));
      }
    }
  }

  private static boolean isOfSteps(Path child) {
    String name = child.getFileName().toString();
    return name.startsWith("step-")
        || List.of("scores.csv", "metrics.jsonl", "trainer-state.safetensors", KeptStates.NAME)
            .contains(name);
  }

  /** What is written anew at every step is copied, what never changes is linked. */
  private static void copy(Path source, Path target) throws IOException {
    if (!Files.isDirectory(source)) {
      Disk.system().createDirectories(target.getParent());
      FileCopy.copy(source, target);
      return;
    }
    Disk.system().createDirectories(target);
    try (Stream<Path> files = Files.list(source)) {
      for (Path file : files.toList()) {
        FileCopy.link(file, target.resolve(file.getFileName()));
      }
    }
  }
}
