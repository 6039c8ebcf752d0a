package io.github.alpharl.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.figures.Figures;
import io.github.alpharl.eval.sampler.SamplingSettings;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.JsonLines;
import io.github.alpharl.race.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The figures of a finished evaluation and everything they depend on.
 *
 * @param identity model, benchmark and settings in one line
 * @param model what distinguishes the engine and its model
 * @param grader the grader's version
 */
public record Summary(
    String identity,
    String benchmark,
    String model,
    SamplingSettings settings,
    String grader,
    Figures figures) {

  /** The summary in {@code file}, empty where there is none. */
  public static Optional<Summary> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(of(JsonLines.MAPPER.readTree(Files.readString(file))));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw BadDataException.because(file + ": is no summary of an evaluation; delete it", e)
          .in(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Summary of(JsonNode json) {
    JsonNode s = json.path("sampling");
    var settings =
        new SamplingSettings(
            s.path("samples").asInt(1),
            s.path("temperature").asDouble(),
            s.path("top_p").asDouble(1),
            s.path("max_tokens").asInt(1),
            s.path("seed").asLong());
    return new Summary(
        json.path("identity").asText(),
        json.path("benchmark").asText(),
        json.path("model").asText(),
        settings,
        json.path("grader").asText(),
        figures(json));
  }

  private static Figures figures(JsonNode json) {
    Map<Integer, Estimate> passAt = new LinkedHashMap<>();
    json.path("pass_at")
        .properties()
        .forEach(e -> passAt.put(Integer.valueOf(e.getKey()), estimate(e.getValue())));
    return new Figures(
        json.path("problems").asInt(),
        json.path("sampling").path("samples").asInt(),
        estimate(json.path("average")),
        passAt,
        estimate(json.path("majority")),
        endings(json.path("endings")),
        json.path("unparsable").asDouble(),
        json.path("mean_tokens").isNumber() ? json.path("mean_tokens").asDouble() : Double.NaN);
  }

  private static Map<Ending, Long> endings(JsonNode json) {
    Map<Ending, Long> endings = new EnumMap<>(Ending.class);
    for (Ending ending : Ending.values()) {
      if (json.has(ending.key())) {
        endings.put(ending, json.path(ending.key()).asLong());
      }
    }
    return endings;
  }

  private static Estimate estimate(JsonNode json) {
    double error =
        json.path("standard_error").isNumber()
            ? json.path("standard_error").asDouble()
            : Double.NaN;
    return new Estimate(
        json.path("value").asDouble(),
        error,
        json.path("low").asDouble(),
        json.path("high").asDouble());
  }

  /** Writes it to {@code file}, atomically. */
  void write(Path file) {
    AtomicFile.write(file, toJson());
  }

  /** This summary as JSON, the same bytes for the same results; what is unknown is null. */
  public String toJson() {
    return document().toPrettyString() + "\n";
  }

  /** This summary as a JSON object. */
  public ObjectNode document() {
    ObjectNode json = JsonLines.MAPPER.createObjectNode();
    json.put("benchmark", benchmark).put("model", model).put("problems", figures.problems());
    ObjectNode s = json.putObject("sampling");
    s.put("samples", settings.samples())
        .put("temperature", settings.temperature())
        .put("top_p", settings.topP());
    s.put("max_tokens", settings.maxTokens()).put("seed", settings.seed());
    json.set("average", estimate(figures.average()));
    ObjectNode passAt = json.putObject("pass_at");
    figures.passAt().forEach((k, e) -> passAt.set(Integer.toString(k), estimate(e)));
    json.set("majority", estimate(figures.majority()));
    json.put("truncated", figures.truncated()).put("unparsable", figures.unparsable());
    ObjectNode endings = json.putObject("endings");
    figures.endings().forEach((ending, count) -> endings.put(ending.key(), count));
    json.put("mean_tokens", known(figures.meanTokens()));
    return json.put("grader", grader).put("identity", identity);
  }

  private static ObjectNode estimate(Estimate e) {
    ObjectNode json = JsonLines.MAPPER.createObjectNode().put("value", e.value());
    json.put("standard_error", known(e.standardError()));
    return json.put("low", e.low()).put("high", e.high());
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
