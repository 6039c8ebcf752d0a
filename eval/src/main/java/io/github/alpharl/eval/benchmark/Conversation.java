package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The question of a row, alone or as the last user's message of a conversation.
 *
 * @param leftOut how many other messages there are
 */
record Conversation(String question, int leftOut) {

  /** The conversation that {@code node} holds; empty where it is none. */
  static Optional<Conversation> of(JsonNode node) {
    if (node.isTextual() || node.isNumber()) {
      return Optional.of(node.asText())
          .filter(text -> !text.isBlank())
          .map(text -> new Conversation(text, 0));
    }
    Optional<Conversation> last = Optional.empty();
    for (JsonNode message : node) {
      String text = text(message.path(message.has("content") ? "content" : "value"));
      String role = message.path(message.has("role") ? "role" : "from").asText();
      if ((role.equals("user") || role.equals("human")) && !text.isBlank()) {
        last = Optional.of(new Conversation(text, node.size() - 1));
      }
    }
    return last;
  }

  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText()));
    return text.toString();
  }
}
