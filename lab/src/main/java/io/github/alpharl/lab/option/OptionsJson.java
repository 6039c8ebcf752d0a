package io.github.alpharl.lab.option;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.lab.torch.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Training options from and to JSON: the one place where their names and values are text. */
final class OptionsJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Device.class, new NamedSerializer<>(Device.class, Device::name))
                  .addDeserializer(
                      Device.class, new NamedDeserializer<>(Device.class, Device::named))
                  .addSerializer(Task.class, new NamedSerializer<>(Task.class, Task::name))
                  .addDeserializer(Task.class, new NamedDeserializer<>(Task.class, Tasks::named)))
          .build();

  /** The one setting that is not mentioned where it has no value. */
  private static final String FAULT = "fault";

  private static final String SAVE_EVERY = "saveEvery";
  private static final String SAVE_EARLY = "saveEarly";

  private OptionsJson() {}

  static ObjectNode write(TrainOptions options) {
    ObjectNode all = JSON.createObjectNode();
    parts(options).forEach(part -> all.setAll(JSON.<ObjectNode>valueToTree(part)));
    return all;
  }

  private static List<Record> parts(TrainOptions options) {
    return List.of(
        options.plan(),
        options.batch(),
        options.draw(),
        options.update(),
        options.weights(),
        options.clip(),
        options.discount(),
        options.penalty(),
        options.example(),
        options.measure(),
        options.computing(),
        options.breaking());
  }

  static TrainOptions read(ObjectNode all) {
    return new TrainOptions(
        part(all, PlanOptions.class),
        part(all, BatchOptions.class),
        part(all, DrawOptions.class),
        part(all, UpdateOptions.class),
        part(all, TrainableOptions.class),
        part(all, ClipOptions.class),
        part(all, DiscountOptions.class),
        part(all, PenaltyOptions.class),
        part(all, ExampleOptions.class),
        part(all, MeasureOptions.class),
        part(all, ComputeOptions.class),
        part(all, FaultOptions.class));
  }

  private static <T> T part(ObjectNode all, Class<T> type) {
    try {
      return JSON.treeToValue(all, type);
    } catch (JsonProcessingException e) {
      throw refusal(all, e);
    }
  }

  private static UsageException refusal(ObjectNode all, JsonProcessingException e) {
    if (e.getCause() instanceof UsageException cause) {
      return cause;
    }
    String setting = e instanceof JsonMappingException mapping ? setting(mapping) : "";
    if (e instanceof MismatchedInputException wrong && all.has(setting)) {
      return UsageException.because(
          String.format(
              "Option %s must be %s, found %s.",
              setting, expected(wrong.getTargetType()), all.get(setting)),
          e);
    }
    return UsageException.because(
        "Option " + setting + " cannot be read: " + e.getOriginalMessage(), e);
  }

  private static String setting(JsonMappingException e) {
    return e.getPath().isEmpty() ? "" : e.getPath().getLast().getFieldName();
  }

  private static String expected(Class<?> type) {
    if (type != null && type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    boolean whole = type == int.class || type == long.class;
    return type == String.class ? "text" : whole ? "a whole number" : "a number";
  }

  /** {@code all} with the values of {@code overrides} in their places. */
  static ObjectNode overridden(ObjectNode all, JsonNode overrides) {
    if (overrides.has(SAVE_EVERY)) {
      all.put(SAVE_EARLY, 0);
    }
    overrides.properties().forEach(entry -> override(all, entry.getKey(), entry.getValue()));
    return all;
  }

  private static void override(ObjectNode all, String key, JsonNode value) {
    if (!all.has(key) && !key.equals(FAULT)) {
      throw UsageException.of(
          "Unknown training option \"%s\"; known are %s.", key, String.join(", ", names(all)));
    }
    boolean fraction = value.isFloatingPointNumber() && value.doubleValue() % 1 != 0;
    if (all.path(key).isIntegralNumber() && fraction) {
      throw UsageException.of("Option %s must be a whole number, found %s.", key, value);
    }
    if (value.isNull() && !key.equals("teacher")) {
      throw UsageException.of("Option %s needs a value, found null.", key);
    }
    all.set(key, value);
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
