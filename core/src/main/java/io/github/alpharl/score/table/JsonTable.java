package io.github.alpharl.score.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.alpharl.failure.BadDataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads JSON: objects one after the other (a line each or not), an array of objects, a trainer's
 * state with its {@code log_history}, or what {@link JsonColumns} makes rows of. Objects in objects
 * make names with slashes, except {@code data} of verl's file logger, {@code {"step": 5, "data":
 * {"actor/lr": 1e-6}}}. Python's NaN and Infinity are read.
 */
final class JsonTable {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .build();

  private static final String HISTORY = "log_history";
  private static final Set<String> BESIDE_DATA = Set.of("step", "data", "time", "timestamp");

  private final Content content;
  private TableBuilder table;
  private int objectLine = 1; // of the object being read, for errors

  private JsonTable(Content content) {
    this.content = content;
    this.table = new TableBuilder(content.file(), "line");
  }

  static MetricTable read(Content content) {
    JsonTable json = new JsonTable(content);
    json.readAll();
    return json.table.build();
  }

  private void readAll() {
    try (JsonParser parser = MAPPER.createParser(content.text())) {
      while (parser.nextToken() != null) {
        top(parser);
      }
    } catch (JsonProcessingException e) {
      unfinished(e);
    } catch (IOException e) {
      throw content.noText(e);
    }
  }

  private void top(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        object(parser);
      }
    } else {
      object(parser);
    }
  }

  private void object(JsonParser parser) throws IOException {
    objectLine = parser.currentTokenLocation().getLineNr();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw BadDataException.of("%s line %d: a JSON object expected", content.file(), objectLine)
          .in(content.file(), objectLine);
    }
    JsonNode object = parser.readValueAsTree();
    if (object.path(HISTORY).isArray()) {
      state(object);
    } else {
      Optional<List<JsonNode>> rows = JsonColumns.rows(object);
      if (rows.isPresent()) {
        rows.get().forEach(this::row);
      } else {
        row(object);
      }
    }
  }

  /** transformers' TrainerState; its entries are the rows. */
  private void state(JsonNode state) {
    if (table.rows() > 0) {
      throw BadDataException.of(
              "%s line %d: a trainer's state stands after other objects",
              content.file(), objectLine)
          .in(content.file(), objectLine);
    }
    table = new TableBuilder(content.file(), HISTORY + " entry");
    int entry = 0;
    for (JsonNode object : state.path(HISTORY)) {
      objectLine = ++entry;
      row(object);
    }
    if (state.path("max_steps").canConvertToLong() && state.path("max_steps").asLong() > 0) {
      table.maxSteps(state.path("max_steps").asLong());
    }
  }

  private void row(JsonNode object) {
    table.row(objectLine);
    Optional<LongForm> form =
        LongForm.of(object.properties().stream().map(Map.Entry::getKey).toList());
    if (form.isPresent()) {
      longRow(form.get(), object);
      return;
    }
    boolean wrapped = object.path("data").isObject() && BESIDE_DATA.containsAll(names(object));
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      boolean data = wrapped && field.getKey().equals("data");
      if (data) {
        field.getValue().properties().forEach(inner -> value(inner.getKey(), inner.getValue()));
      } else {
        value(field.getKey(), field.getValue());
      }
    }
  }

  private void longRow(LongForm form, JsonNode object) {
    List<Map.Entry<String, JsonNode>> fields = List.copyOf(object.properties());
    for (int i = 0; i < fields.size(); i++) {
      if (!form.isPart(i)) {
        value(fields.get(i).getKey(), fields.get(i).getValue());
      }
    }
    List<String> texts = fields.stream().map(field -> field.getValue().asText()).toList();
    value(form.column(texts), fields.get(form.value()).getValue());
  }

  private static Set<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  private void value(String name, JsonNode value) {
    if (value.isNumber()) {
      table.number(name, value.asDouble());
    } else if (value.isNull()) {
      table.missing(name);
    } else if (value.isObject()) {
      value.properties().forEach(inner -> value(name + "/" + inner.getKey(), inner.getValue()));
    } else if (value.isTextual()) {
      table.text(table.column(name), value.asText().strip(), false);
    } else {
      table.odd(name, value.toString());
    }
  }

  /** A file that ends in the middle of its last object is being written, if it has others. */
  private void unfinished(JsonProcessingException e) {
    boolean cut = content.last() != '}' && content.last() != ']' && isInLastLine(e);
    if (table.rows() == 0 || !(cut || e instanceof JsonEOFException)) {
      throw notJson(e);
    }
    table.note(content.file() + ": its last object is unfinished and left out");
  }

  private boolean isInLastLine(JsonProcessingException e) {
    try (BufferedReader lines = new BufferedReader(content.text())) {
      long count = lines.lines().filter(line -> !line.isBlank()).count();
      return e.getLocation() != null && e.getLocation().getLineNr() >= count;
    } catch (IOException _) {
      return false;
    }
  }

  private BadDataException notJson(JsonProcessingException e) {
    return BadDataException.because(
            String.format(
                Locale.ROOT,
                "%s line %d is not a JSON object: %s",
                content.file(),
                e.getLocation() == null ? objectLine : e.getLocation().getLineNr(),
                reason(e)),
            e)
        .in(content.file(), objectLine);
  }

  /** The first line of what the parser says, without its bookkeeping "[Source: …]". */
  private static String reason(JsonProcessingException e) {
    if (e instanceof JsonEOFException) {
      return "it ends in the middle";
    }
    String first = e.getOriginalMessage().lines().findFirst().orElse("");
    return first.replaceAll(" ?\\(start marker[^)]*\\)+", "").replaceAll(" ?\\[Source:.*", "");
  }
}
