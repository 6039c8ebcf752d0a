package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The columns of a row by their names without case, spaces, dashes and underscores, and what the
 * data sets call a question, an answer and an id.
 */
final class RowFields {

  static final List<String> QUESTION =
      List.of(
          "problem",
          "question",
          "prompt",
          "input",
          "query",
          "messages",
          "questiontext",
          "problemtext",
          "instruction",
          "conversations");
  static final List<String> ANSWER =
      List.of(
          "answer",
          "gold",
          "target",
          "finalanswer",
          "expectedanswer",
          "correctanswer",
          "label",
          "groundtruth",
          "answerkey",
          "answers",
          "gt",
          "output");
  private static final List<String> ID = List.of("id", "uniqueid", "recordid", "taskid", "name");

  /** What an answer that is an object is called within. */
  private static final List<String> INNER = List.of("groundtruth", "value", "answer", "text");

  private final Map<String, JsonNode> fields = new TreeMap<>();

  RowFields(JsonNode object) {
    object.properties().forEach(e -> fields.put(key(e.getKey()), e.getValue()));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
  }

  /** The value of {@code name}; missing where there is none. */
  JsonNode get(String name) {
    return fields.getOrDefault(name, MissingNode.getInstance());
  }

  /** The first of {@code names} that holds a text or a number. */
  Optional<String> text(List<String> names) {
    return names.stream()
        .map(this::get)
        .filter(node -> node.isValueNode() && !node.isNull())
        .map(JsonNode::asText)
        .filter(text -> !text.isBlank())
        .findFirst();
  }

  /** The column that serves as the id. */
  static Optional<String> idColumn(RowFields first) {
    return ID.stream().filter(name -> first.text(List.of(name)).isPresent()).findFirst();
  }

  /**
   * The question: a text, an instruction with its input, or what the user says last in a list of
   * messages.
   */
  Optional<Conversation> question() {
    Optional<String> task = text(List.of("instruction"));
    if (task.isPresent() && text(List.of("problem", "question", "prompt")).isEmpty()) {
      String rest = text(List.of("input")).map(input -> "\n\n" + input).orElse("");
      return Optional.of(new Conversation(task.get() + rest, 0));
    }
    for (String name : QUESTION) {
      Optional<Conversation> found = Conversation.of(get(name));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The answer; of a list all that stand in it. */
  List<String> answers() {
    for (String name : ANSWER) {
      List<String> found = texts(get(name));
      if (!found.isEmpty()) {
        return found;
      }
    }
    JsonNode reward = get("rewardmodel");
    return reward.isObject() ? texts(reward) : texts(get("solution"));
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(item -> texts.addAll(texts(item)));
    } else if (node.isObject()) {
      RowFields inside = new RowFields(node);
      INNER.stream()
          .map(name -> texts(inside.get(name)))
          .filter(found -> !found.isEmpty())
          .findFirst()
          .ifPresent(texts::addAll);
    } else if (node.isValueNode() && !node.isNull() && !node.asText().isBlank()) {
      texts.add(node.asText());
    }
    return texts;
  }
}
