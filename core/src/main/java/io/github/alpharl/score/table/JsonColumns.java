package io.github.alpharl.score.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The rows of a whole table in one object: by step, {@code {"10": 0.2, "20": 0.4}}, {@code {"10":
 * {"acc": 0.2}}} or {@code {"checkpoint-10": 0.2}}; by column, {@code {"step": [10, 20], "acc":
 * [0.2, 0.4]}}; or by column and row as pandas writes it, {@code {"step": {"0": 10, "1": 20},
 * "acc": {"0": 0.2, "1": 0.4}}}.
 */
final class JsonColumns {

  /** What numbers that stand under their step alone are called. */
  private static final String SCORE = "score";

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}"); // 10

  private JsonColumns() {}

  /** The rows of {@code object}; empty where it is one row itself. */
  static Optional<List<JsonNode>> rows(JsonNode object) {
    if (object.isEmpty()) {
      return Optional.empty();
    }
    if (hasStepsAsNames(object)) {
      return Optional.of(bySteps(object));
    }
    boolean steps = StepNames.areIn(names(object));
    if (steps && all(object, values -> values.isArray() && hasScalars(values))) {
      return Optional.of(byColumns(object));
    }
    return steps && all(object, values -> hasNumbersAsNames(values) && hasScalars(values))
        ? Optional.of(byColumns(object))
        : Optional.empty();
  }

  private static List<JsonNode> bySteps(JsonNode object) {
    List<JsonNode> rows = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      row.put("step", field.getKey());
      if (field.getValue().isObject()) {
        field.getValue().properties().forEach(inner -> row.set(inner.getKey(), inner.getValue()));
      } else {
        row.set(SCORE, field.getValue());
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<JsonNode> byColumns(JsonNode object) {
    Map<String, ObjectNode> rows = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> column : object.properties()) {
      JsonNode values = column.getValue();
      if (values.isObject()) {
        values
            .properties()
            .forEach(cell -> row(rows, cell.getKey()).set(column.getKey(), cell.getValue()));
      } else {
        for (int i = 0; i < values.size(); i++) {
          row(rows, String.valueOf(i)).set(column.getKey(), values.get(i));
        }
      }
    }
    return List.copyOf(rows.values());
  }

  private static ObjectNode row(Map<String, ObjectNode> rows, String key) {
    return rows.computeIfAbsent(key, _ -> JsonNodeFactory.instance.objectNode());
  }

  private static boolean hasNumbersAsNames(JsonNode object) {
    return object.isObject()
        && names(object).stream().allMatch(name -> WHOLE.matcher(name).matches());
  }

  /** Numbers, or names of checkpoints; "base" alone is none. */
  private static boolean hasStepsAsNames(JsonNode object) {
    List<String> names = names(object);
    return names.stream().allMatch(StepCell::isStep)
        && names.stream().anyMatch(name -> name.matches(".*[0-9].*"));
  }

  private static boolean hasScalars(JsonNode values) {
    return all(values, JsonNode::isValueNode);
  }

  private static boolean all(JsonNode values, Predicate<JsonNode> test) {
    for (JsonNode value : values) {
      if (!test.test(value)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
