package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.alpharl.eval.benchmark.RowFile.RowSink;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.json.JsonLines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** Rows as JSON objects: one a line, or in the list of a document. */
final class JsonRows {

  /** Where documents keep their list. */
  private static final Set<String> LISTS =
      Set.of("data", "rows", "examples", "problems", "questions", "test", "train");

  /** Reads one item and leaves what follows it. */
  private static final ObjectReader ITEMS =
      JsonLines.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonRows() {}

  private static BufferedReader reader(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /** Whether {@code text}, which begins with a brace, goes on over lines that are no objects. */
  static boolean isDocument(String text) {
    String[] lines = text.split("\\R", 3);
    boolean whole = lines[0].stripTrailing().endsWith("}");
    String next = lines.length > 1 ? lines[1].strip() : "";
    return !whole && !next.isEmpty() && !next.startsWith("{");
  }

  static void readLines(Path file, InputStream in, RowSink sink) throws IOException {
    BufferedReader reader = reader(in);
    int number = 0;
    boolean goesOn = true;
    for (String line = reader.readLine(); goesOn && line != null; line = reader.readLine()) {
      number++;
      String text = number == 1 && line.startsWith("\uFEFF") ? line.substring(1) : line;
      goesOn = text.isBlank() || addLine(file, number, text, sink);
    }
  }

  /** A line is a row, or holds a whole document. */
  private static boolean addLine(Path file, int number, String text, RowSink sink) {
    JsonNode node = parse(file, number, text);
    JsonNode list = number == 1 ? list(node) : null;
    if (number == 1 && Columns.are(node)) {
      list = Columns.rows(node);
    }
    if (list == null) {
      return sink.add(new Row("line " + number, number, node));
    }
    int row = 0;
    for (JsonNode item : list) {
      row++;
      if (!sink.add(row(file, row, item))) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode list(JsonNode document) {
    for (String name : LISTS) {
      JsonNode list = document.path(name);
      if (list.isArray() && list.path(0).isObject()) {
        return list;
      }
    }
    return null;
  }

  private static JsonNode parse(Path file, int line, String text) {
    try {
      JsonNode node = JsonLines.MAPPER.readTree(text);
      if (!node.isObject()) {
        throw BadDataException.of(
                "%s line %d: a JSON object is expected, found %s", file, line, node.getNodeType())
            .in(file, line);
      }
      return node;
    } catch (JsonProcessingException e) {
      boolean other = line == 1 && !text.stripLeading().startsWith("{");
      String hint = other ? "; nor is it a heading of CSV such as question,answer" : "";
      throw BadDataException.because(
              file + " line " + line + " is no JSON object: " + e.getOriginalMessage() + hint, e)
          .in(file, line);
    }
  }

  static void readDocument(Path file, InputStream in, RowSink sink) throws IOException {
    Reader reader = reader(in);
    reader.mark(1);
    if (reader.read() != 0xFEFF) {
      reader.reset();
    }
    try (JsonParser parser = JsonLines.MAPPER.createParser(reader)) {
      boolean found = parser.nextToken() == JsonToken.START_ARRAY || toList(parser);
      if (!found) {
        throw BadDataException.of(
                "%s is one JSON object without a list of problems in one of %s", file, LISTS)
            .in(file)
            .as(Defect.MISSING);
      }
      addItems(file, parser, sink);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw BadDataException.because(
              file + " line " + line + " is no JSON: " + e.getOriginalMessage(), e)
          .in(file, line);
    }
  }

  /** Objects, or lists of values under a first list of names. */
  private static void addItems(Path file, JsonParser parser, RowSink sink) throws IOException {
    int number = 0;
    boolean goesOn = true;
    JsonNode heading = null;
    while (goesOn && parser.nextToken() != JsonToken.END_ARRAY) {
      number++;
      JsonNode item = ITEMS.readTree(parser);
      if (number == 1 && Columns.isHeading(item)) {
        heading = item;
      } else {
        goesOn = sink.add(row(file, number, heading == null ? item : Columns.row(heading, item)));
      }
    }
  }

  /** Moves on into the first list of a usual name. */
  private static boolean toList(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      boolean list = parser.nextToken() == JsonToken.START_ARRAY;
      if (list && LISTS.contains(name)) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  /** Hugging Face's server wraps each row once more. */
  private static Row row(Path file, int number, JsonNode item) {
    JsonNode object = item.path("row").isObject() ? item.path("row") : item;
    if (!object.isObject()) {
      throw BadDataException.of(
              "%s row %d: a JSON object is expected, found %s", file, number, item.getNodeType())
          .in(file, number);
    }
    return new Row("row " + number, number, object);
  }
}
