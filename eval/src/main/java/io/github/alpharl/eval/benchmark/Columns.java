package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables in JSON that are no lists of objects: columns as lists ({@code {"question": ["a", "b"]}}),
 * columns by row as pandas writes them ({@code {"question": {"0": "a"}}}), and lists of values
 * under a list of names.
 */
final class Columns {

  private Columns() {}

  /** Whether {@code document} holds nothing but columns of one length, a question's among them. */
  static boolean are(JsonNode document) {
    boolean question =
        document.properties().stream()
            .filter(e -> isQuestion(e.getKey()))
            .anyMatch(e -> e.getValue().isContainerNode() && isValue(e.getValue()));
    JsonNode first = document.iterator().hasNext() ? document.iterator().next() : null;
    return question
        && document.properties().stream()
            .allMatch(
                e ->
                    e.getValue().isContainerNode()
                        && e.getValue().getNodeType() == first.getNodeType()
                        && e.getValue().size() == first.size());
  }

  private static boolean isValue(JsonNode column) {
    return column.iterator().hasNext() && column.iterator().next().isTextual();
  }

  private static boolean isQuestion(String name) {
    ObjectNode named = JsonNodeFactory.instance.objectNode().put(name, "?");
    return new RowFields(named).question().isPresent();
  }

  /** The rows of the columns in {@code document}. */
  static ArrayNode rows(JsonNode document) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    Map<String, List<JsonNode>> columns = new LinkedHashMap<>();
    document
        .properties()
        .forEach(e -> columns.put(e.getKey(), e.getValue().valueStream().toList()));
    int count = columns.values().iterator().next().size();
    for (int i = 0; i < count; i++) {
      ObjectNode row = rows.addObject();
      int at = i;
      columns.forEach((name, values) -> row.set(name, values.get(at)));
    }
    return rows;
  }

  /** Whether {@code item} is a list of names with a question's among them. */
  static boolean isHeading(JsonNode item) {
    return item.isArray()
        && item.valueStream().allMatch(JsonNode::isTextual)
        && item.valueStream().anyMatch(name -> isQuestion(name.asText()));
  }

  /** The object of {@code item}'s values under the names of {@code heading}; else {@code item}. */
  static JsonNode row(JsonNode heading, JsonNode item) {
    if (!item.isArray() || item.size() != heading.size()) {
      return item;
    }
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < item.size(); i++) {
      row.set(heading.path(i).asText(), item.path(i));
    }
    return row;
  }
}
