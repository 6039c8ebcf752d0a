package io.github.alpharl.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.JsonLines;
import java.nio.file.Path;
import java.util.List;

/**
 * What several models of one run scored on the same held-out problems, kept as JSON lines with the
 * keys {@code name}, {@code steps}, {@code accuracy}, {@code standardError} and {@code samples}.
 *
 * @param models in the order in which they are shown
 */
public record EvaluatedModels(List<Model> models) {

  /**
   * One model.
   *
   * @param name what people call it, such as "10 % + AlphaRL"
   * @param steps the training steps that it cost, 0 for the base
   * @param accuracy in [0, 1]
   * @param standardError of the accuracy; NaN where it is unknown
   * @param samples how many answers were graded
   */
  public record Model(
      String name, long steps, double accuracy, double standardError, long samples) {

    /** Refuses what nobody can have measured. */
    public Model {
      boolean valid =
          !name.isBlank()
              && steps >= 0
              && accuracy >= 0
              && accuracy <= 1
              && !(standardError < 0)
              && samples > 0;
      if (!valid) {
        throw new IllegalArgumentException(
            name + ", " + steps + ", " + accuracy + " ± " + standardError + ", " + samples);
      }
    }
  }

  /** Copies the list. */
  public EvaluatedModels {
    models = List.copyOf(models);
  }

  /** The models in {@code file}; an error names line and key. */
  public static EvaluatedModels read(Path file) {
    return new EvaluatedModels(JsonLines.read(file).stream().map(row -> model(file, row)).toList());
  }

  /** Writes them to {@code file}, atomically; an unknown error is written as null. */
  public void write(Path file) {
    StringBuilder lines = new StringBuilder();
    for (Model model : models) {
      ObjectNode line = JsonLines.MAPPER.createObjectNode();
      line.put("name", model.name());
      line.put("steps", model.steps());
      line.put("accuracy", model.accuracy());
      line.put("standardError", Double.isNaN(model.standardError()) ? null : model.standardError());
      line.put("samples", model.samples());
      lines.append(line).append('\n');
    }
    AtomicFile.write(file, lines.toString());
  }

  private static Model model(Path file, JsonLines.Row row) {
    JsonNode name = row.object().path("name");
    if (!name.isTextual() || name.asText().isBlank()) {
      throw wrong(file, row, "name", "a text");
    }
    JsonNode error = row.object().path("standardError");
    boolean unknown = error.isNull() || error.isMissingNode();
    return new Model(
        name.asText(),
        whole(file, row, "steps", 0),
        number(file, row, "accuracy", 1),
        unknown ? Double.NaN : number(file, row, "standardError", Double.MAX_VALUE),
        whole(file, row, "samples", 1));
  }

  private static long whole(Path file, JsonLines.Row row, String key, long least) {
    JsonNode value = row.object().path(key);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least) {
      throw wrong(file, row, key, "a whole number of at least " + least);
    }
    return value.asLong();
  }

  private static double number(Path file, JsonLines.Row row, String key, double most) {
    JsonNode value = row.object().path(key);
    if (!value.isNumber() || !(value.asDouble() >= 0 && value.asDouble() <= most)) {
      throw wrong(file, row, key, most == 1 ? "a fraction from 0 to 1" : "a number of at least 0");
    }
    return value.asDouble();
  }

  private static BadDataException wrong(Path file, JsonLines.Row row, String key, String expected) {
    JsonNode found = row.object().path(key);
    return BadDataException.of(
            "%s line %d: %s must be %s, found %s",
            file, row.line(), key, expected, found.isMissingNode() ? "none" : found)
        .in(file, row.line());
  }
}
