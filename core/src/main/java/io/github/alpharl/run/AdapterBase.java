package io.github.alpharl.run;

import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/** What adapters say their base is: {@code base_model_name_or_path} of their configuration. */
final class AdapterBase {

  /** So many folders around a run may be where a relative name starts. */
  private static final int AROUND = 3;

  private final Path root;
  private final HubCache hub;
  private final Map<String, List<Long>> names = new LinkedHashMap<>();

  AdapterBase(Path root, NavigableMap<Long, Path> steps, HubCache hub) {
    this.root = root;
    this.hub = hub;
    steps.forEach(
        (step, directory) ->
            name(directory)
                .ifPresent(name -> names.computeIfAbsent(name, _ -> new ArrayList<>()).add(step)));
  }

  private static Optional<String> name(Path directory) {
    return StepCheckpoint.adapterDirectory(directory)
        .map(adapter -> adapter.resolve(LoraConfig.NAME))
        .filter(Files::exists)
        .map(Json::read)
        .map(config -> config.path("base_model_name_or_path").asText(""))
        .filter(name -> !name.isBlank());
  }

  /** The base that all adapters name, where it is on this machine, with a note. */
  Optional<Path> find(StepNotes notes) {
    Optional<Path> found =
        names.size() == 1 ? resolve(names.keySet().iterator().next()) : Optional.empty();
    found.ifPresent(
        base ->
            notes.add(
                "the base is "
                    + base
                    + ", which the run's adapters name ("
                    + names.keySet().iterator().next()
                    + ")"));
    return found;
  }

  /** For an error: what the adapters were trained from. */
  String hint() {
    return names.isEmpty()
        ? ""
        : " (its adapters were trained from " + String.join(" and ", names.keySet()) + ")";
  }

  /** Notes that {@code base} does not look like the model that adapters name. */
  void compare(Path base, StepNotes notes) {
    Set<String> own = ownNames(base);
    names.forEach(
        (name, steps) -> {
          boolean same =
              own.contains(last(name))
                  || resolve(name).filter(there -> RunSteps.isSame(there, base)).isPresent();
          if (!same) {
            notes.add(doubt(base, name, steps));
          }
        });
  }

  private static String doubt(Path base, String name, List<Long> steps) {
    String calls =
        configName(base).map(own -> " (its config.json calls it " + own + ")").orElse("");
    return "the adapters of "
        + Wording.count(steps.size(), "step")
        + " ("
        + StepNotes.shown(steps)
        + ") were trained from "
        + name
        + ", but the base is "
        + base
        + calls
        + ": if that is another model, give theirs, for what is written on this one is none that"
        + " was trained";
  }

  /** What {@code base} may be called: by its folder, its real folder, the Hub or itself. */
  private static Set<String> ownNames(Path base) {
    Set<String> own = new LinkedHashSet<>();
    own.add(last(base.toAbsolutePath().normalize().toString()));
    HubCache.id(base).ifPresent(id -> own.add(last(id)));
    configName(base).ifPresent(name -> own.add(last(name)));
    return own;
  }

  private static Optional<String> configName(Path base) {
    Path config = base.resolve("config.json");
    try {
      return Files.exists(config)
          ? Optional.of(Json.read(config).path("_name_or_path").asText(""))
              .filter(name -> !name.isBlank())
          : Optional.empty();
    } catch (BadDataException unreadable) {
      return Optional.empty(); // Whoever opens the base says so.
    }
  }

  /** The last part of a path or id, as {@code qwen3-8b} of {@code Qwen/Qwen3-8B/}. */
  private static String last(String name) {
    String plain = name.replaceAll("/+$", "");
    return plain.substring(plain.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /** Where the model {@code name} is: from here, around the run, or in the Hub's cache. */
  private Optional<Path> resolve(String name) {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    List<Path> tried = new ArrayList<>(List.of(path));
    Path around = root.toAbsolutePath().normalize();
    for (int i = 0; i <= AROUND && around != null; i++) {
      tried.add(around.resolve(path).normalize());
      around = around.getParent();
    }
    hub.repository(path).map(HubCache::snapshot).ifPresent(tried::add);
    return tried.stream().filter(WeightFiles::exist).findFirst();
  }
}
