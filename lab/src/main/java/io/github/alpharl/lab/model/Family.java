package io.github.alpharl.lab.model;

import io.github.alpharl.failure.BadDataException;
import java.util.Arrays;
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

  /** The family named by {@code model_type}; {@code file} is for the message. */
  static Family of(String modelType, Object file) {
    return Arrays.stream(values())
        .filter(family -> family.modelType.equals(modelType))
        .findFirst()
        .orElseThrow(
            () ->
                BadDataException.of(
                    "%s: model_type \"%s\" is not supported; supported are %s.",
                    file, modelType, supported()));
  }

  private static String supported() {
    return Arrays.stream(values()).map(Family::modelType).collect(Collectors.joining(", "));
  }
}
