package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.StructAccessor;
import io.github.alpharl.eval.benchmark.RowFile.RowSink;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Rows of a parquet file, read by hardwood; plain, snappy and gzip pages. */
final class ParquetRows {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** The reader tells of itself; kept here because loggers that nobody holds are forgotten. */
  private static final Logger READER = Logger.getLogger("dev.hardwood");

  static {
    READER.setLevel(Level.WARNING);
  }

  private ParquetRows() {}

  static void read(Path file, RowSink sink) {
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
        RowReader rows = reader.rowReader()) {
      int number = 0;
      boolean goesOn = true;
      while (goesOn && rows.hasNext()) {
        rows.next();
        number++;
        goesOn = sink.add(new Row("row " + number, number, object(rows)));
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      throw BadDataException.because(
              file
                  + ": this parquet file cannot be read here ("
                  + e.getMessage()
                  + "); convert it: "
                  + RowFile.conversion("read_parquet", file),
              e)
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
  }

  private static ObjectNode object(StructAccessor struct) {
    ObjectNode object = JSON.objectNode();
    for (int i = 0; i < struct.getFieldCount(); i++) {
      object.set(struct.getFieldName(i), node(struct.isNull(i) ? null : struct.getValue(i)));
    }
    return object;
  }

  private static JsonNode node(Object value) {
    return switch (value) {
      case null -> JSON.nullNode();
      case StructAccessor struct -> object(struct);
      case PqList list -> array(list);
      case PqMap map -> map(map);
      case Boolean truth -> JSON.booleanNode(truth);
      case Integer whole -> JSON.numberNode(whole);
      case Long whole -> JSON.numberNode(whole);
      case Float number -> JSON.numberNode(number);
      case Double number -> JSON.numberNode(number);
      case byte[] bytes -> JSON.textNode(new String(bytes, StandardCharsets.UTF_8));
      default -> JSON.textNode(value.toString());
    };
  }

  private static ArrayNode array(PqList list) {
    ArrayNode array = JSON.arrayNode();
    for (int i = 0; i < list.size(); i++) {
      array.add(node(list.isNull(i) ? null : list.get(i)));
    }
    return array;
  }

  private static ObjectNode map(PqMap map) {
    ObjectNode object = JSON.objectNode();
    for (PqMap.Entry entry : map.getEntries()) {
      object.set(
          String.valueOf(entry.getKey()), node(entry.isValueNull() ? null : entry.getValue()));
    }
    return object;
  }
}
