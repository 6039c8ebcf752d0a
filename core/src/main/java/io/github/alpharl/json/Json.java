package io.github.alpharl.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** JSON files: read strictly and within bounds, written as Python's {@code json.dumps} does. */
public final class Json {

  private static final long MAX_BYTES = 100_000_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(100).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** As {@code Duplicate field 'steps'}. */
  private static final Pattern TWICE = Pattern.compile("Duplicate (?:field|key) '([^']{0,200})'");

  private static final ObjectWriter WRITER =
      MAPPER.writer(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n"))
              .withSeparators(
                  Separators.createDefaultInstance()
                      .withObjectEmptySeparator("")
                      .withArrayEmptySeparator("")
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER)));

  private Json() {}

  /** A new empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** {@code node} indented by two spaces, with a final line end. */
  public static String write(JsonNode node) {
    try {
      return WRITER.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The object in {@code file}.
   *
   * @throws BadDataException if it is missing, too large, not JSON, has a duplicate key or is no
   *     object
   */
  public static ObjectNode read(Path file) {
    return object(file, parse(file, bytes(file)));
  }

  /**
   * The object in {@code text}, which {@code file} holds.
   *
   * @throws BadDataException if it is not JSON, has a duplicate key or is no object
   */
  public static ObjectNode read(Path file, String text) {
    return object(file, parse(file, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ObjectNode object(Path file, JsonNode node) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw BadDataException.of("%s: expected a JSON object", file).in(file);
  }

  /** The object in the resource {@code name} of the room of {@code owner}. */
  public static JsonNode resource(Class<?> owner, String name) {
    try (InputStream stream = owner.getResourceAsStream(name)) {
      return MAPPER.readTree(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /** The strings of the array {@code node}. */
  public static List<String> strings(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static byte[] bytes(Path file) {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw BadDataException.of(
                "%s: has %d bytes, more than the %d of a plausible JSON file",
                file, size, MAX_BYTES)
            .in(file)
            .as(Defect.UNSUPPORTED);
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw BadDataException.because(file + ": there is no such file", e)
          .in(file)
          .as(Defect.MISSING);
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
  }

  private static JsonNode parse(Path file, byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw BadDataException.because(file + ": not valid JSON" + where(e), e).in(file);
    } catch (IOException e) {
      throw BadDataException.because(file + ": not valid JSON (" + e.getMessage() + ")", e)
          .in(file);
    }
  }

  private static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String place = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return place + reason(e);
  }

  /**
   * What is wrong, in brackets, or nothing: the parser's own words are about the parser, these are
   * about the file.
   */
  public static String reason(JsonProcessingException e) {
    Matcher twice = TWICE.matcher(e.getOriginalMessage());
    if (twice.lookingAt()) {
      return " (the key '" + twice.group(1) + "' occurs twice)";
    }
    if (e.getOriginalMessage().contains("end-of-input")) {
      return " (it ends in the middle)";
    }
    boolean bounded = e instanceof StreamConstraintsException;
    return bounded ? " (it is nested too deeply, or a value is too long)" : "";
  }
}
