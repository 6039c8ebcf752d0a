package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A view of a model's {@code config.json}. Unknown keys and the order of keys are kept.
 *
 * @param file where it was read, for messages
 * @param json the whole document
 */
public record ModelConfig(Path file, ObjectNode json) {

  /** Families whose configuration classes default to untied embeddings. */
  private static final Set<String> UNTIED_BY_DEFAULT =
      Set.of("llama", "mistral", "mixtral", "qwen2", "qwen2_moe", "qwen3", "qwen3_moe");

  /**
   * Reads {@code config.json} of {@code directory}.
   *
   * @throws BadDataException if it is missing or no JSON object
   */
  public static ModelConfig read(Path directory) {
    Path file = directory.resolve("config.json");
    return new ModelConfig(file, Json.read(file));
  }

  /** The family, such as {@code qwen3}; empty if the file does not name it. */
  public String modelType() {
    return text("model_type").orElse("");
  }

  /** The class names, such as {@code Qwen3ForCausalLM}. */
  public List<String> architectures() {
    return Json.strings(json.path("architectures"));
  }

  /** True for a model that writes text, which has an output layer. */
  boolean isCausal() {
    return writesText("ForCausalLM")
        || writesText("LMHeadModel")
        || writesText("ForConditionalGeneration");
  }

  /** True if one of the classes ends so, or none is named. */
  boolean writesText(String ending) {
    List<String> names = architectures();
    return names.isEmpty() || names.stream().anyMatch(name -> name.endsWith(ending));
  }

  /**
   * True if the output layer is the embedding. A missing key means false for the Llama and Qwen
   * families; for others, that no separate output layer is stored.
   */
  public boolean tied(boolean hasHead) {
    JsonNode value = find("tie_word_embeddings");
    if (value.isMissingNode() || value.isNull()) {
      return !UNTIED_BY_DEFAULT.contains(modelType()) && !hasHead;
    }
    if (!value.isBoolean()) {
      throw wrong("tie_word_embeddings", "true or false", value);
    }
    return value.booleanValue();
  }

  /** The text under {@code key}, if it is there and not null. */
  public Optional<String> text(String key) {
    JsonNode value = find(key);
    if (isAbsent(value)) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw wrong(key, "a string", value);
    }
    return Optional.of(value.textValue());
  }

  /** The whole number under {@code key}, if it is there and not null. */
  public OptionalLong integer(String key) {
    JsonNode value = find(key);
    if (isAbsent(value)) {
      return OptionalLong.empty();
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw wrong(key, "a whole number", value);
    }
    return OptionalLong.of(value.longValue());
  }

  /** The number under {@code key}, if it is there and not null. */
  public OptionalDouble number(String key) {
    JsonNode value = find(key);
    if (isAbsent(value)) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber()) {
      throw wrong(key, "a number", value);
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /** The true or false under {@code key}, or {@code otherwise}. */
  public boolean flag(String key, boolean otherwise) {
    JsonNode value = find(key);
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value.booleanValue();
  }

  /**
   * The whole number under {@code key}.
   *
   * @throws BadDataException if it is missing
   */
  public long requireInteger(String key) {
    return integer(key)
        .orElseThrow(
            () ->
                BadDataException.of("%s: needs the key '%s'", file, key)
                    .in(file, key)
                    .as(Defect.MISSING));
  }

  /** The top-level value, or else that of the language model inside a multimodal one. */
  private JsonNode find(String key) {
    JsonNode top = json.path(key);
    return top.isMissingNode() ? json.path("text_config").path(key) : top;
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private BadDataException wrong(String key, String expected, JsonNode found) {
    return BadDataException.of("%s: '%s' must be %s, found %s", file, key, expected, found)
        .in(file, key);
  }
}
