package io.github.alpharl.safetensors;

import static io.github.alpharl.safetensors.SafetensorsHeader.bad;
import static io.github.alpharl.safetensors.SafetensorsHeader.shown;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.alpharl.disk.SegmentInputStream;
import io.github.alpharl.disk.Utf8;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses the JSON of one safetensors header in a single pass, in memory linear in its length. */
final class SafetensorsHeaderParser {

  /** Everything in the header, tensors in the order of the text. */
  record Parsed(List<TensorEntry> entries, Map<String, String> metadata) {}

  /** Sizes and offsets are bounded to 48 bits by the format's JSON schema. */
  private static final long MAX_NUMBER = 1L << 48;

  /** PyTorch and NumPy stop at 64 axes; the bound keeps a hostile shape from filling memory. */
  private static final int MAX_AXES = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(100)
                  .maxStringLength((int) SafetensorsHeader.MAX_HEADER_BYTES)
                  .build())
          .build();

  private final Path file;
  private final MemorySegment text;
  private final List<TensorEntry> entries = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private Map<String, String> metadata = Map.of();

  SafetensorsHeaderParser(Path file, MemorySegment text) {
    this.file = file;
    this.text = text;
  }

  Parsed parse() {
    Utf8.check(text)
        .ifPresent(
            offset -> {
              throw bad(
                  file,
                  "the header is not UTF-8 at byte %d of the file; the file is damaged,"
                      + " copy or download it again",
                  SafetensorsHeader.LENGTH_BYTES + offset);
            });
    try (JsonParser json = JSON.createParser(new SegmentInputStream(text))) {
      topLevel(json);
      return new Parsed(entries, metadata);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BadDataException notJson(JsonProcessingException e) {
    long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
    return BadDataException.because(
            file
                + ": the header is not valid JSON near byte "
                + (SafetensorsHeader.LENGTH_BYTES + offset)
                + " of the file"
                + Json.reason(e)
                + "; the file is damaged, copy or download it again",
            e)
        .in(file, (long) SafetensorsHeader.LENGTH_BYTES + offset);
  }

  private void topLevel(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw bad(file, "the header is not a JSON object; this is not a safetensors file");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      entry(json);
    }
    if (json.nextToken() != null) {
      throw bad(
          file,
          "more JSON follows the header object at byte %d of the file; only spaces may",
          SafetensorsHeader.LENGTH_BYTES + json.currentTokenLocation().getByteOffset());
    }
  }

  private void entry(JsonParser json) throws IOException {
    String name = json.currentName();
    if (!names.add(name)) {
      throw bad(file, "the header has the key '%s' twice; write the file again", shown(name));
    }
    json.nextToken();
    if (name.equals("__metadata__")) {
      metadata = metadata(json);
    } else {
      entries.add(tensor(json, name));
    }
  }

  private Map<String, String> metadata(JsonParser json) throws IOException {
    require(json, JsonToken.START_OBJECT, "__metadata__", "must be an object of strings");
    Map<String, String> result = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      require(json, JsonToken.VALUE_STRING, "__metadata__", "may hold only strings");
      if (result.put(key, json.getText()) != null) {
        throw bad(file, "__metadata__ has the key '%s' twice; write the file again", shown(key));
      }
    }
    return result;
  }

  private TensorEntry tensor(JsonParser json, String name) throws IOException {
    require(json, JsonToken.START_OBJECT, name, "must be described by an object");
    Fields fields = new Fields();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      field(json, name, fields);
    }
    if (fields.dtype == null || fields.shape == null || fields.offsets == null) {
      throw bad(file, "tensor '%s' lacks dtype, shape or data_offsets", shown(name));
    }
    return checked(name, fields);
  }

  private void field(JsonParser json, String name, Fields fields) throws IOException {
    String key = json.currentName();
    json.nextToken();
    boolean repeated =
        switch (key) {
          case "dtype" -> fields.dtype != null;
          case "shape" -> fields.shape != null;
          case "data_offsets" -> fields.offsets != null;
          default ->
              throw bad(file, "tensor '%s' has the unknown key '%s'", shown(name), shown(key));
        };
    if (repeated) {
      throw bad(file, "tensor '%s' has the key '%s' twice", shown(name), key);
    }
    switch (key) {
      case "dtype" -> fields.dtype = dtype(json, name);
      case "shape" -> fields.shape = numbers(json, name, key);
      default -> fields.offsets = numbers(json, name, key);
    }
  }

  private Dtype dtype(JsonParser json, String name) throws IOException {
    require(json, JsonToken.VALUE_STRING, name, "needs a string as dtype");
    String text = json.getText();
    return Dtype.named(text)
        .orElseThrow(
            () ->
                bad(
                    file,
                    "tensor '%s' has the unknown dtype '%s'; known are %s",
                    shown(name),
                    shown(text),
                    List.of(Dtype.values())));
  }

  private List<Long> numbers(JsonParser json, String name, String key) throws IOException {
    require(json, JsonToken.START_ARRAY, name, "needs an array of whole numbers as " + key);
    List<Long> result = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (result.size() == MAX_AXES) {
        throw bad(file, "tensor '%s' has more than %d numbers in %s", shown(name), MAX_AXES, key);
      }
      result.add(number(json, name, key));
    }
    return result;
  }

  private long number(JsonParser json, String name, String key) throws IOException {
    String digits = json.getText();
    boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT && !digits.startsWith("-");
    if (!whole || digits.length() > 15 || Long.parseLong(digits) > MAX_NUMBER) {
      throw bad(
          file,
          "tensor '%s' has %s in %s, where a whole number from 0 to 2^48 is expected",
          shown(name),
          shown(digits),
          key);
    }
    return Long.parseLong(digits);
  }

  private TensorEntry checked(String name, Fields fields) {
    List<Long> offsets = fields.offsets;
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw bad(
          file,
          "tensor '%s' has data_offsets %s, expected a begin and an end that is not before it",
          shown(name),
          offsets);
    }
    long present = offsets.get(1) - offsets.get(0);
    long needed = bytes(name, fields.dtype, fields.shape);
    if (needed != present) {
      throw bad(
          file,
          "tensor '%s' of %s %s needs %d bytes, but its data_offsets %s hold %d",
          shown(name),
          fields.dtype,
          fields.shape,
          needed,
          offsets,
          present);
    }
    return new TensorEntry(name, fields.dtype, fields.shape, offsets.get(0), offsets.get(1));
  }

  private long bytes(String name, Dtype dtype, List<Long> shape) {
    try {
      return dtype.bytesOf(shape);
    } catch (ArithmeticException e) {
      throw bad(file, "tensor '%s' of %s %s: %s", shown(name), dtype, shape, e.getMessage());
    }
  }

  private void require(JsonParser json, JsonToken token, String name, String rule)
      throws IOException {
    if (json.currentToken() != token) {
      throw bad(file, "'%s' %s, found %s", shown(name), rule, shown(json.getText()));
    }
  }

  private static final class Fields {
    private Dtype dtype;
    private List<Long> shape;
    private List<Long> offsets;
  }
}
