package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The documents of {@code --json} against docs/json.md. */
final class JsonDocuments {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A section of a command, such as {@code ## linearity}, and its text. */
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.+?)$(.*?)(?=^## |\\z)");

  /** Such as {@code `meanR2`}. */
  private static final Pattern KEY = Pattern.compile("`([a-z][A-Za-z0-9]*)`");

  /** Such as {@code `dtypes` (by name)}: the keys below are names of things. */
  private static final Pattern BY_NAME = Pattern.compile("`([a-z][A-Za-z0-9]*)`\\s+\\(by\\s+name");

  /** Before the keys that only some documents of the command have. */
  private static final String SOMETIMES = "Sometimes:";

  private static final String ALL = "All documents";

  private JsonDocuments() {}

  /**
   * The keys of a command's documents.
   *
   * @param always in every one
   * @param known in some
   * @param byName whose objects are keyed by names of things
   */
  private record Told(Set<String> always, Set<String> known, Set<String> byName) {

    static Told of(String text) {
      String always = text.split(SOMETIMES, -1)[0];
      return new Told(keys(KEY, always), keys(KEY, text), keys(BY_NAME, text));
    }

    private static Set<String> keys(Pattern pattern, String text) {
      return pattern
          .matcher(text)
          .results()
          .map(found -> found.group(1))
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }

  private static final Map<String, Told> PAGE = page();

  private static Map<String, Told> page() {
    Path root = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
    try {
      Map<String, Told> page = new LinkedHashMap<>();
      Matcher sections = SECTION.matcher(Files.readString(root.resolve("docs/json.md")));
      while (sections.find()) {
        page.put(sections.group(1), Told.of(sections.group(2)));
      }
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commands that the page tells of. */
  static Set<String> commands() {
    Set<String> commands = new TreeSet<>(PAGE.keySet());
    commands.remove(ALL);
    return commands;
  }

  /** {@code text}, which {@code command} printed, when the page tells its keys. */
  static JsonNode read(String command, String text) {
    try {
      JsonNode document = JSON.readTree(text);
      check(command, document);
      return document;
    } catch (JsonProcessingException e) {
      throw new AssertionError(command + ": " + text, e);
    }
  }

  private static void check(String command, JsonNode document) {
    Told told = PAGE.get(command);
    Told all = PAGE.get(ALL);
    List<String> outer = document.properties().stream().map(Map.Entry::getKey).toList();
    assertThat(outer.getFirst()).as(command).isEqualTo("schemaVersion");
    assertThat(told.always().stream().filter(outer::contains))
        .as("order of the keys of " + command)
        .containsExactlyElementsOf(outer.stream().filter(told.always()::contains).toList());
    Set<String> found = new TreeSet<>();
    Set<String> byName = new TreeSet<>(told.byName());
    byName.addAll(all.byName());
    collect(document, byName, found);
    Set<String> known = new TreeSet<>(told.known());
    known.addAll(all.known());
    assertThat(known).as("docs/json.md of " + command).containsAll(found);
    assertThat(found).as(command).containsAll(told.always());
  }

  /** All keys at any depth, but those that are names of things. */
  private static void collect(JsonNode node, Set<String> byName, Set<String> keys) {
    node.properties()
        .forEach(
            field -> {
              keys.add(field.getKey());
              if (byName.contains(field.getKey())) {
                named(field.getValue(), byName, keys);
              } else {
                collect(field.getValue(), byName, keys);
              }
            });
    if (node.isArray()) {
      node.forEach(below -> collect(below, byName, keys));
    }
  }

  /** The keys below {@code node}, an object or a list of objects with names for keys. */
  private static void named(JsonNode node, Set<String> byName, Set<String> keys) {
    node.forEach(
        below -> {
          if (node.isArray()) {
            named(below, byName, keys);
          } else {
            collect(below, byName, keys);
          }
        });
  }
}
