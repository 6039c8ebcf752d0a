package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.alpharl.eval.benchmark.RowFile.RowSink;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Rows of a table with a heading, its columns separated by commas, tabs or semicolons. */
final class CsvRows {

  private CsvRows() {}

  /** Whether {@code text} begins with a heading of at least two columns. */
  static boolean isCsv(String text) {
    String heading = text.lines().findFirst().orElse("");
    boolean words = heading.matches("[\\p{L}\\p{N}\"'_ .,;\\t()-]+");
    return words && heading.indexOf(separator(heading)) > 0;
  }

  private static char separator(String heading) {
    char best = ',';
    for (char candidate : new char[] {'\t', ';'}) {
      best = count(heading, candidate) > count(heading, best) ? candidate : best;
    }
    return best;
  }

  private static long count(String text, char c) {
    return text.chars().filter(x -> x == c).count();
  }

  static void read(Path file, InputStream in, String head, RowSink sink) throws IOException {
    char separator = separator(head.lines().findFirst().orElse(""));
    CsvSchema schema = CsvSchema.emptySchema().withHeader().withColumnSeparator(separator);
    ObjectReader reader =
        CsvMapper.builder()
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
            .build()
            .readerFor(JsonNode.class)
            .with(schema);
    Reader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
    int number = 0;
    boolean goesOn = true;
    try (MappingIterator<JsonNode> rows = reader.readValues(text)) {
      while (goesOn && rows.hasNextValue()) {
        number++;
        goesOn = sink.add(new Row("row " + number, number, opened((ObjectNode) rows.nextValue())));
      }
    } catch (JsonProcessingException | RuntimeJsonMappingException e) {
      throw BadDataException.because(
              file + " row " + (number + 1) + " is no row of this table: " + firstLine(e), e)
          .in(file, number + 1);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Lists and objects stand in cells as JSON. */
  private static ObjectNode opened(ObjectNode row) {
    row.properties().forEach(cell -> cell.setValue(opened(cell.getValue())));
    return row;
  }

  private static JsonNode opened(JsonNode cell) {
    String text = cell.asText().strip();
    if (!(text.startsWith("[") && text.endsWith("]"))
        && !(text.startsWith("{") && text.endsWith("}"))) {
      return cell;
    }
    try {
      return JsonLines.MAPPER.readTree(text);
    } catch (JsonProcessingException plain) {
      return cell;
    }
  }
}
