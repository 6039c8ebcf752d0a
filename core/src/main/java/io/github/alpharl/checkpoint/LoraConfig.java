package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.checkpoint.names.BoundedMatch;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.SafetensorsHeader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of {@code adapter_config.json} that decide what an adapter does to a weight matrix.
 *
 * @param file where it was read, for messages
 * @param json the whole document, checked
 * @param alpha the effective {@code lora_alpha}
 * @param notes where it is not the one in the file
 */
public record LoraConfig(Path file, JsonNode json, double alpha, List<String> notes) {

  public static final String NAME = "adapter_config.json";

  /**
   * Initialisations that also change the base's weights, so that the base on disk is not theirs.
   */
  private static final List<String> BASE_CHANGING =
      List.of("pissa", "olora", "corda", "loftq", "lora_ga");

  /** Settings whose effect is none of W + scaling · B · A. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "layer_replication",
          "use_qalora",
          "use_bdlora",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "monteclora_config",
          "velora_config");

  static LoraConfig read(Path directory, OptionalDouble givenAlpha) {
    Path file = directory.resolve(NAME);
    JsonNode json = Json.read(file);
    String type = json.path("peft_type").asText();
    if (!type.equals("LORA")) {
      throw bad(file, "peft_type is '%s', only LORA adapters can be read", type);
    }
    refuseUnsupported(file, json);
    refuseRank(file, "r", json.path("r"));
    List<String> notes = new ArrayList<>();
    double alpha = givenAlpha.orElseGet(() -> alpha(file, json, notes));
    return new LoraConfig(file, json, alpha, List.copyOf(notes));
  }

  /** True if the weights that the training started from are not those of the base. */
  boolean changesBase() {
    return BASE_CHANGING.stream().anyMatch(start()::startsWith);
  }

  private String start() {
    return json.path("init_lora_weights").asText().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns if the weights that the training started from are known: PiSSA's are the base's without
   * its leading singular vectors, others need the saved initial adapter.
   */
  void refuseUnknownStart(boolean initialIsThere) {
    if (changesBase() && !initialIsThere && !start().equals("pissa")) {
      throw bad(
          file,
          "init_lora_weights is '%s', which changed the base's weights before training, and there"
              + " is no initial adapter (pissa_init) beside it; save it with"
              + " path_initial_model_for_weight_conversion, or merge it",
          start());
    }
  }

  /** Returns if DoRA's magnitudes are in the file where they should be. */
  void requireMagnitudes(boolean areThere) {
    if (isSet("use_dora") && !areThere) {
      throw bad(file, "use_dora is true, but the file holds no lora_magnitude_vector of a module");
    }
  }

  private boolean isSet(String key) {
    return isSet(json.path(key));
  }

  /** True if matrices may be stored with in-features first. */
  boolean fanInFanOut() {
    return isSet("fan_in_fan_out");
  }

  /** Parameters such as {@code mlp.experts.gate_up_proj} that are adapted by themselves. */
  List<String> targetParameters() {
    return Json.strings(json.path("target_parameters"));
  }

  /** The rows of the embedding {@code module} that were trained alone. */
  List<Long> tokens(String module) {
    JsonNode indices = json.path("trainable_token_indices");
    for (Map.Entry<String, JsonNode> entry : indices.properties()) {
      if (isSuffix(entry.getKey(), module)) {
        indices = entry.getValue();
        break;
      }
    }
    if (!indices.isArray()) {
      throw bad(file, "trainable_token_indices names no rows of '%s'", module);
    }
    List<Long> rows = new ArrayList<>();
    indices.forEach(index -> rows.add(index.asLong(-1)));
    return rows;
  }

  /** The rank of {@code module}, by {@code rank_pattern} or else {@code r}. */
  long rank(String module) {
    return pattern("rank_pattern", module)
        .map(node -> refuseRank(file, "rank_pattern", node))
        .orElseGet(() -> json.path("r").longValue());
  }

  /** The factor of B · A for {@code module}: α/r, or α/√r with rank-stabilised scaling. */
  double scaling(String module) {
    double moduleAlpha =
        pattern("alpha_pattern", module)
            .map(node -> positive(file, "alpha_pattern", node))
            .orElse(alpha);
    long rank = rank(module);
    boolean stabilised = json.path("use_rslora").asBoolean(false);
    return stabilised ? moduleAlpha / Math.sqrt((double) rank) : moduleAlpha / rank;
  }

  /** True if {@code target_modules} covers {@code module}, as PEFT decides it. */
  boolean targets(String module) {
    JsonNode target = json.path("target_modules");
    if (target.isTextual()) {
      return target.textValue().equals("all-linear")
          || matches("target_modules", target.textValue(), module);
    }
    return Json.strings(target).stream().anyMatch(name -> isSuffix(name, module));
  }

  /** The names in {@code target_modules}, if it is a list. */
  List<String> targetNames() {
    JsonNode target = json.path("target_modules");
    return target.isArray() ? Json.strings(target) : List.of();
  }

  /** Where target_modules and the adapted {@code names} in {@code weights} do not agree. */
  List<String> targetNotes(Path weights, List<String> names) {
    List<String> result = new ArrayList<>();
    List<String> stray =
        names.stream().filter(name -> !targets(name) && targetParameters().isEmpty()).toList();
    if (!stray.isEmpty()) {
      result.add(
          weights
              + ": target_modules does not name "
              + Wording.firstFive(stray)
              + ", which PEFT would ignore; they are used here");
    }
    List<String> unused =
        targetNames().stream()
            .filter(target -> names.stream().noneMatch(n -> isSuffix(target, n)))
            .toList();
    if (!unused.isEmpty()) {
      result.add(weights + ": has no tensors for the target_modules " + Wording.firstFive(unused));
    }
    return result;
  }

  static boolean isSuffix(String name, String module) {
    return module.equals(name) || module.endsWith("." + name);
  }

  /** That of verl's training, if its file is there, else the configured one. */
  private static double alpha(Path file, JsonNode json, List<String> notes) {
    JsonNode alpha = json.path("lora_alpha");
    OptionalDouble trained = AdapterPlace.trainedAlpha(file.getParent());
    if (trained.isPresent()) {
      if (alpha.asDouble(-1) != trained.getAsDouble()) {
        notes.add(
            "%s: lora_alpha is %s, but %s in lora_train_meta.json, which the training wrote and"
                    .formatted(file, shown(alpha), number(trained.getAsDouble()))
                + " which counts");
      }
      return trained.getAsDouble();
    }
    if (alpha.isNumber() && alpha.doubleValue() == 0) {
      throw bad(
              file,
              "lora_alpha is 0, so the adapter has no effect, as written by verl's merger;"
                  + " give the lora_alpha of the training")
          .by(Setting.LORA_ALPHA);
    }
    return positive(file, "lora_alpha", alpha);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static double positive(Path file, String key, JsonNode value) {
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw bad(file, "%s must be a number above 0, found %s", key, shown(value));
    }
    return value.doubleValue();
  }

  private static long refuseRank(Path file, String key, JsonNode rank) {
    if (!rank.isIntegralNumber() || !rank.canConvertToInt() || rank.intValue() <= 0) {
      throw bad(file, "%s must be a whole number above 0, found %s", key, shown(rank));
    }
    return rank.longValue();
  }

  private static void refuseUnsupported(Path file, JsonNode json) {
    for (String key : UNSUPPORTED) {
      if (isSet(json.path(key))) {
        throw bad(
            file,
            "%s is %s, which changes more than W + scaling·B·A;"
                + " merge the adapter into its base and use the merged checkpoint",
            key,
            shown(json.path(key)));
      }
    }
  }

  private static boolean isSet(JsonNode value) {
    return value.isContainerNode()
        ? !value.isEmpty()
        : !value.isMissingNode() && !value.isNull() && !value.asText().equals("false");
  }

  /** The first entry of the map {@code key} whose pattern ends the module's name. */
  private Optional<JsonNode> pattern(String key, String module) {
    for (Map.Entry<String, JsonNode> entry : json.path(key).properties()) {
      if (matches(key, "(.*\\.)?(" + entry.getKey() + ")", module)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private boolean matches(String key, String regex, String module) {
    try {
      return BoundedMatch.matches(regex, module);
    } catch (PatternSyntaxException | BoundedMatch.TooSlowException e) {
      throw BadDataException.because(
              file + ": " + key + " has the unusable pattern '" + regex + "'", e)
          .in(file, key);
    }
  }

  private static String shown(JsonNode value) {
    return value.isMissingNode() ? "nothing" : value.toString();
  }

  @FormatMethod
  private static BadDataException bad(Path file, @FormatString String format, Object... args) {
    return SafetensorsHeader.bad(file, format, args);
  }
}
