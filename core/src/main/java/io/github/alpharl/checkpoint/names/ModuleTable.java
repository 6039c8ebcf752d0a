package io.github.alpharl.checkpoint.names;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of weights by their names: {@code module-patterns.json}, in which <code>{layer}
 * </code> and <code>{expert}</code> are numbers and {@code *} is any rest of a name.
 *
 * @param known names whose layer and place within the layer are known
 * @param inFirst names of weights stored with in-features first, by the model types that do so
 * @param noModules what is no module whatever its shape, by names without {@code .weight}
 * @param loaded how transformers 5 calls in memory what files call otherwise
 * @param asStacks model types whose experts PEFT finds by the names of their stacks alone
 * @param fused the parts of a fused weight, in the order of its out-features, by its short name
 * @param order short names in the order of computation
 */
public record ModuleTable(
    List<Pattern> known,
    List<Orientation> inFirst,
    Map<String, Pattern> noModules,
    List<Renaming> loaded,
    List<String> asStacks,
    Map<String, List<String>> fused,
    List<String> order) {

  private static final List<String> TRANSPOSED =
      List.of("gpt_oss", "aria", "aria_text", "qwen3_vl_moe", "qwen3_vl_moe_text");

  /** {@code model.layers.3.mlp.up_proj.weight}. */
  private static final Pattern LAYER = Pattern.compile(".*?\\.[0-9]{1,9}\\.(.+)");

  private static final Pattern HOLE = Pattern.compile("\\{layer}|\\{expert}|\\*");

  /** The table of this project. */
  public static final ModuleTable STANDARD =
      of(Json.resource(ModuleTable.class, "module-patterns.json"));

  /** Weights that models of these types store with in-features first. */
  public record Orientation(List<String> models, List<Pattern> names) {

    boolean covers(String modelType, String name) {
      boolean type = modelType.isEmpty() || models.contains(modelType);
      return type && names.stream().anyMatch(pattern -> pattern.matcher(name).matches());
    }
  }

  /** What {@code from} finds in a weight's name is {@code to} in models of these types. */
  public record Renaming(List<String> models, Pattern from, String to) {

    String of(String modelType, String name) {
      return models.contains(modelType) ? from.matcher(name).replaceFirst(to) : name;
    }
  }

  /** A table of these names alone. */
  public static ModuleTable of(List<String> templates) {
    List<Pattern> known = templates.stream().map(ModuleTable::compile).toList();
    return new ModuleTable(
        known, List.of(), Map.of(), List.of(), List.of(), Map.of(), List.of());
  }

  /** The layer and place of a known name. */
  public Optional<Matcher> match(String name) {
    return known.stream()
        .map(pattern -> pattern.matcher(name))
        .filter(Matcher::matches)
        .findFirst();
  }

  /** What a weight of this name is if it is no module, such as "router". */
  public Optional<String> exclusion(String name) {
    String path = withoutWeight(name);
    return noModules.entrySet().stream()
        .filter(entry -> entry.getValue().matcher(path).find())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** True if a model of this type stores the weight as in-features × out-features. */
  public boolean isInFirst(String modelType, String name) {
    return inFirst.stream().anyMatch(entry -> entry.covers(modelType, name));
  }

  /**
   * True if transformers multiplies by stacked experts of this type of model as in-features ×
   * out-features ({@code is_transposed}); PEFT's factors follow that, not how they are stored.
   */
  public boolean isTransposed(String modelType) {
    return TRANSPOSED.contains(modelType);
  }

  /** What transformers 5 calls the weight {@code name} of a file, which PEFT goes by. */
  public String loaded(String modelType, String name) {
    String result = name;
    for (Renaming renaming : loaded) {
      result = renaming.of(modelType, result);
    }
    return result;
  }

  /**
   * True if PEFT finds experts of this type of model by the names of their stacks alone, though
   * files have them one by one (PEFT 0.21: not in its {@code _MODEL_TO_CONVERSION_PATTERN}).
   */
  public boolean areNamedAsStacks(String modelType) {
    return asStacks.contains(modelType);
  }

  /** What follows the layer's number: {@code mlp.experts.down_proj}; else the whole name. */
  public static String withinLayer(String name) {
    Matcher layer = LAYER.matcher(name);
    return layer.matches() ? layer.group(1) : name;
  }

  /** {@code model.norm} for {@code model.norm.weight}. */
  public static String withoutWeight(String name) {
    return name.endsWith(".weight") ? name.substring(0, name.length() - 7) : name;
  }

  private static ModuleTable of(JsonNode table) {
    List<Pattern> known = new ArrayList<>();
    for (JsonNode family : table.path("families")) {
      for (String module : Json.strings(family.path("modules"))) {
        for (String prefix : Json.strings(family.path("prefixes"))) {
          known.add(compile(prefix + module));
        }
      }
    }
    known.sort(Comparator.comparing(pattern -> !pattern.pattern().contains("<expert>")));
    List<Orientation> inFirst = new ArrayList<>();
    for (JsonNode entry : table.path("inFeaturesFirst")) {
      List<Pattern> names =
          Json.strings(entry.path("modules")).stream().map(ModuleTable::compile).toList();
      inFirst.add(new Orientation(Json.strings(entry.path("models")), names));
    }
    Map<String, Pattern> noModules = new LinkedHashMap<>();
    for (JsonNode entry : table.path("noModules")) {
      noModules.put(
          entry.path("what").textValue(), Pattern.compile(entry.path("pattern").textValue()));
    }
    Map<String, List<String>> fused = new LinkedHashMap<>();
    table
        .path("fused")
        .properties()
        .forEach(e -> fused.put(e.getKey(), Json.strings(e.getValue())));
    List<Renaming> loaded = new ArrayList<>();
    for (JsonNode entry : table.path("loaded")) {
      Pattern from = Pattern.compile(entry.path("from").textValue());
      List<String> models = Json.strings(entry.path("models"));
      loaded.add(new Renaming(models, from, entry.path("to").textValue()));
    }
    List<String> asStacks = Json.strings(table.path("expertsNamedAsStacks"));
    List<String> order = Json.strings(table.path("order"));
    return new ModuleTable(known, inFirst, noModules, loaded, asStacks, fused, order);
  }

  private static Pattern compile(String template) {
    StringBuilder regex = new StringBuilder();
    Matcher holes = HOLE.matcher(template);
    int end = 0;
    while (holes.find()) {
      regex.append(Pattern.quote(template.substring(end, holes.start())));
      regex.append(hole(holes.group()));
      end = holes.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(template.substring(end))).toString());
  }

  private static String hole(String hole) {
    return switch (hole) {
      case "{layer}" -> "(?<layer>[0-9]{1,9})";
      case "{expert}" -> "(?<expert>[0-9]{1,9})";
      default -> ".+";
    };
  }
}
