package io.github.alpharl.lab.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The decoder families that {@link Network} computes, by what differs between them. */
public enum Family {
  /** RMSNorm on every head's query and key before the rotation; biases only if asked for. */
  QWEN3("qwen3", "Qwen3ForCausalLM", true, false),
  /** Always biases on query, key and value, none on the output projection. */
  QWEN2("qwen2", "Qwen2ForCausalLM", false, true),
  /** Biases only if asked for. */
  LLAMA("llama", "LlamaForCausalLM", false, false);

  private final String modelType;
  private final String architecture;
  private final boolean headNorms;
  private final boolean alwaysQkvBias;

  Family(String modelType, String architecture, boolean headNorms, boolean alwaysQkvBias) {
    this.modelType = modelType;
    this.architecture = architecture;
    this.headNorms = headNorms;
    this.alwaysQkvBias = alwaysQkvBias;
  }

  /** The value of {@code model_type} in config.json. */
  public String modelType() {
    return modelType;
  }

  /** The entry of {@code architectures} in config.json. */
  public String architecture() {
    return architecture;
  }

  boolean headNorms() {
    return headNorms;
  }

  boolean alwaysQkvBias() {
    return alwaysQkvBias;
  }

  /**
   * The family of a config.json, by {@code model_type} or, without one, by {@code architectures};
   * {@code file} is for messages.
   */
  static Family of(JsonNode config, Object file) {
    List<String> architectures = new ArrayList<>();
    config.path("architectures").forEach(name -> architectures.add(name.asText()));
    String modelType = config.path("model_type").asText("");
    if (architectures.isEmpty() && modelType.isEmpty()) {
      throw BadDataException.of(
              "%s: names no architecture (neither architectures nor model_type); supported are %s.",
              file, supported())
          .as(Defect.MISSING);
    }
    return Arrays.stream(values())
        .filter(family -> modelType.isEmpty() || family.modelType.equals(modelType))
        .filter(family -> architectures.isEmpty() || architectures.contains(family.architecture))
        .findFirst()
        .orElseThrow(
            () ->
                BadDataException.of(
                        "%s: architectures %s with model_type \"%s\" are not supported; supported are %s.",
                        file, architectures, modelType, supported())
                    .as(Defect.UNSUPPORTED));
  }

  private static String supported() {
    return Arrays.stream(values())
        .map(family -> family.architecture + " (" + family.modelType + ")")
        .collect(Collectors.joining(", "));
  }
}
