package io.github.alpharl.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How one training framework lays out its checkpoints.
 *
 * @param framework its name, for messages
 * @param template the name of a step's directory, where <code>{N}</code> is the step
 * @param weights where the weights may be within it: adapters first, as the weights beside an
 *     adapter may be the base's
 * @param trackers files beside the steps that name the last complete one
 * @param markers files that are written last into a step
 * @param epochs whether it counts epochs, the first of them perhaps as 0
 */
record RunLayout(
    String framework,
    String template,
    List<String> weights,
    List<String> trackers,
    List<String> markers,
    boolean epochs) {

  /** All known layouts; the first that fits a name counts. */
  static final List<RunLayout> KNOWN = fromResource();

  /**
   * A directory's name as a step.
   *
   * @param layout that it follows
   * @param naming the name with <code>{N}</code> for the step, as {@code grpo-step-{N}}
   * @param step its number
   */
  record Named(RunLayout layout, String naming, long step) {}

  /** The layout and step of a directory's {@code name}, if it is one of a step. */
  static Optional<Named> named(String name) {
    return KNOWN.stream().flatMap(layout -> layout.match(name).stream()).findFirst();
  }

  /**
   * The layout of steps that somebody calls {@code naming}, such as {@code ckpt.{N}}, with * for
   * what differs: their weights lie where those of any trainer do.
   */
  static RunLayout called(String naming) {
    List<String> weights = allPlaces(Path.of("")).stream().map(place -> place.toString()).toList();
    return new RunLayout("", naming, weights, List.of(), List.of(), false);
  }

  /** The step of {@code name}, if its steps are called {@code naming}, known or not. */
  static Optional<Named> named(String name, Optional<String> naming) {
    Optional<Named> known = named(name);
    if (naming.isEmpty()
        || known.filter(found -> found.naming().equals(naming.get())).isPresent()) {
      return known;
    }
    return naming
        .filter(own -> own.contains("{N}"))
        .flatMap(own -> called(own).match(name))
        .map(found -> new Named(found.layout(), naming.get(), found.step()))
        .or(() -> known);
  }

  /** True for a name like {@code tmp-checkpoint-10}: a step's with something around. */
  static boolean isAroundStep(String name) {
    return KNOWN.stream().anyMatch(layout -> layout.isInside(name));
  }

  /** True for a step's name whose number has more digits than a step can. */
  static boolean isTooLong(String name) {
    // As step_99999999999999999999: cut to ten digits it is a step.
    String cut = name.replaceFirst("([0-9]{10})[0-9]{9,}", "$1");
    return !cut.equals(name) && named(cut).isPresent();
  }

  Optional<Named> match(String name) {
    Matcher matcher = pattern().matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String naming = name.substring(0, matcher.start(1)) + "{N}" + name.substring(matcher.end(1));
    return Optional.of(new Named(this, naming, Long.parseLong(matcher.group(1))));
  }

  private boolean isInside(String name) {
    boolean telling = !template.startsWith("*") && !template.startsWith("{N}");
    return telling && pattern().matcher(name).find();
  }

  /** Where weights may be in {@code directory}. */
  List<Path> places(Path directory) {
    return weights.stream().map(place -> directory.resolve(place).normalize()).toList();
  }

  /** Where weights may be in {@code directory}, whatever made it. */
  static List<Path> allPlaces(Path directory) {
    Set<Path> places = new LinkedHashSet<>();
    for (boolean adapters : new boolean[] {true, false}) {
      KNOWN.stream()
          .flatMap(layout -> layout.places(directory).stream())
          .filter(place -> adapters == place.getFileName().toString().startsWith("lora_adapter"))
          .forEach(places::add);
      places.add(directory);
    }
    return List.copyOf(places);
  }

  private Pattern pattern() {
    // "*-step-{N}" becomes \Q\E.*\Q-step-\E([0-9]{1,18})\Q\E, which fits grpo-step-10.
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
              Json.strings(layout.path("trackers")),
              Json.strings(layout.path("markers")),
              layout.path("epochs").asBoolean(false)));
    }
    return List.copyOf(layouts);
  }
}
