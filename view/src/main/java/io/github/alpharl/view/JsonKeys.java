package io.github.alpharl.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The keys of documents: camelCase, whatever they are called elsewhere. */
public final class JsonKeys {

  /** Such as {@code _t} in {@code mean_tokens} and {@code b} in {@code graded by}. */
  private static final Pattern LATER_WORD = Pattern.compile("[_ ]([a-z])");

  private JsonKeys() {}

  /** {@code node} with all keys, at any depth, in camelCase. */
  public static JsonNode renamed(JsonNode node) {
    if (!node.isObject()) {
      return node;
    }
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    node.properties()
        .forEach(field -> renamed.set(camelCase(field.getKey()), renamed(field.getValue())));
    return renamed;
  }

  /** {@code row} with its keys in camelCase. */
  public static Map<String, String> renamed(Map<String, String> row) {
    Map<String, String> renamed = new LinkedHashMap<>();
    row.forEach((key, value) -> renamed.put(camelCase(key), value));
    return renamed;
  }

  private static String camelCase(String key) {
    return LATER_WORD.matcher(key).replaceAll(word -> word.group(1).toUpperCase(Locale.ROOT));
  }
}
