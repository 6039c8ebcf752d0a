package io.github.alpharl.lab.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;

/**
 * Rotary position embedding (rotate-half form). Reads both notations: {@code rope_theta} beside
 * {@code rope_scaling}, and {@code rope_parameters}.
 *
 * @param theta the base of the geometric series of wavelengths
 * @param llama3 the frequency scaling of Llama 3, or null
 */
public record Rope(double theta, Llama3 llama3) {

  /**
   * Long wavelengths are divided by {@code factor}, short ones kept, those between interpolated.
   *
   * @param factor how far the context was stretched
   * @param lowFrequency {@code original / lowFrequency} is the wavelength above which all is scaled
   * @param highFrequency {@code original / highFrequency} is the one below which nothing is
   * @param original the context length before stretching, in tokens
   */
  public record Llama3(double factor, double lowFrequency, double highFrequency, double original) {

    double scale(double frequency) {
      double wavelength = 2 * Math.PI / frequency;
      if (wavelength < original / highFrequency) {
        return frequency;
      }
      if (wavelength > original / lowFrequency) {
        return frequency / factor;
      }
      double smooth = (original / wavelength - lowFrequency) / (highFrequency - lowFrequency);
      return (1 - smooth) * frequency / factor + smooth * frequency;
    }
  }

  /** The angular frequencies θ^(−2i/d), i = 0 … d/2 − 1, in radians a token. */
  public double[] frequencies(int headDim) {
    double[] frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double frequency = Math.pow(theta, -2.0 * i / headDim);
      frequencies[i] = llama3 == null ? frequency : llama3.scale(frequency);
    }
    return frequencies;
  }

  /** Reads the rotation of a config.json; {@code file} is for messages. */
  static Rope of(JsonNode config, Object file) {
    JsonNode parameters = config.path("rope_parameters");
    JsonNode scaling = parameters.isObject() ? parameters : config.path("rope_scaling");
    JsonNode theta = parameters.path("rope_theta");
    if (theta.isMissingNode()) {
      theta = config.path("rope_theta");
    }
    return new Rope(theta.asDouble(10_000), scaling(scaling, file));
  }

  private static Llama3 scaling(JsonNode node, Object file) {
    if (!node.isObject()) {
      return null;
    }
    String type = node.path("rope_type").asText(node.path("type").asText("default"));
    return switch (type) {
      case "default" -> null;
      case "llama3" ->
          new Llama3(
              number(node, "factor", file),
              number(node, "low_freq_factor", file),
              number(node, "high_freq_factor", file),
              number(node, "original_max_position_embeddings", file));
      default ->
          throw BadDataException.of(
                  "%s: RoPE scaling \"%s\" is not supported; supported are default and llama3.",
                  file, type)
              .on("rope_scaling")
              .as(Defect.UNSUPPORTED);
    };
  }

  private static double number(JsonNode node, String key, Object file) {
    if (!node.path(key).isNumber()) {
      throw BadDataException.of("%s: llama3 RoPE scaling needs the number \"%s\".", file, key)
          .on(key)
          .as(Defect.MISSING);
    }
    return node.path(key).asDouble();
  }
}
