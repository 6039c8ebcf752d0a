package io.github.alpharl.grade;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the tests' files of one JSON object a line. */
final class JsonLines {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonLines() {}

  /** An object and the number of its line, counted from 1. */
  record Row(int line, JsonNode object) {}

  static List<Row> read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).isBlank()) {
          rows.add(new Row(i + 1, MAPPER.readTree(lines.get(i))));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
