package io.github.alpharl.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files of one JSON object a line; every error names the file and the line. */
public final class JsonLines {

  /** Writes and reads JSON without surprises. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private JsonLines() {}

  /** An object and the number of its line, counted from 1. */
  public record Row(int line, JsonNode object) {}

  /** The objects of {@code file}; blank lines are skipped. */
  public static List<Row> read(Path file) {
    List<String> lines = lines(file);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < lines.size(); i++) {
      String line =
          i == 0 && lines.get(0).startsWith("\uFEFF") ? lines.get(0).substring(1) : lines.get(i);
      if (!line.isBlank()) {
        rows.add(new Row(i + 1, parse(file, i + 1, line)));
      }
    }
    if (rows.isEmpty()) {
      throw BadDataException.of("%s is empty; one JSON object a line is expected", file)
          .in(file)
          .as(Defect.MISSING);
    }
    return rows;
  }

  private static JsonNode parse(Path file, int line, String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!node.isObject()) {
        throw BadDataException.of(
                "%s line %d: a JSON object is expected, found %s", file, line, node.getNodeType())
            .in(file, line);
      }
      return node;
    } catch (JsonProcessingException e) {
      String reason = Json.reason(e);
      throw BadDataException.because(file + " line " + line + " is no JSON object" + reason, e)
          .in(file, line);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw EnvironmentException.because(file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw BadDataException.because(file + ": is not UTF-8 text", e).in(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
