package io.github.alpharl.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one training framework lays out its checkpoints.
 *
 * @param framework its name, for messages
 * @param template the name of a step's directory, where <code>{N}</code> is the step
 * @param weights where the weights may be within it, the best first
 * @param tracker the file beside the steps that names the last complete one
 */
record RunLayout(
    String framework, String template, List<String> weights, Optional<String> tracker) {

  /** All known layouts. */
  static final List<RunLayout> KNOWN = fromResource();

  /** The step in a directory's name, if it is of this layout. */
  OptionalLong step(String name) {
    Matcher matcher = pattern().matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** True for a name with something around, as {@code tmp-checkpoint-10}. */
  boolean isInside(String name) {
    return !template.startsWith("*") && pattern().matcher(name).find();
  }

  /** Where weights may be in {@code directory}. */
  List<Path> places(Path directory) {
    return weights.stream().map(place -> directory.resolve(place).normalize()).toList();
  }

  /** Where weights may be in {@code directory}, whatever made it. */
  static List<Path> allPlaces(Path directory) {
    Set<Path> places = new LinkedHashSet<>();
    places.add(directory);
    KNOWN.forEach(layout -> places.addAll(layout.places(directory)));
    return List.copyOf(places);
  }

  private Pattern pattern() {
    String regex =
        Pattern.quote(template).replace("{N}", "\\E([0-9]{1,18})\\Q").replace("*", "\\E.*\\Q");
    return Pattern.compile(regex);
  }

  private static List<RunLayout> fromResource() {
    List<RunLayout> layouts = new ArrayList<>();
    for (JsonNode layout : Json.resource(RunLayout.class, "run-layouts.json").path("layouts")) {
      layouts.add(
          new RunLayout(
              layout.path("framework").asText(),
              layout.path("step").asText(),
              Json.strings(layout.path("weights")),
              Optional.ofNullable(layout.path("tracker").textValue())));
    }
    return List.copyOf(layouts);
  }
}
