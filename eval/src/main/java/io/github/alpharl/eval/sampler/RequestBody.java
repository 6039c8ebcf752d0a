package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.json.JsonLines;

/** Makes the bodies of requests. */
final class RequestBody {

  private static final String MESSAGES = "messages";

  private final ServerOptions options;
  private final SamplingSettings settings;

  RequestBody(ServerOptions options, SamplingSettings settings) {
    this.options = options;
    this.settings = settings;
  }

  /** The path below the endpoint. */
  String path() {
    return switch (options.prompting()) {
      case Prompting.Chat chat -> "/chat/completions";
      case Prompting.Plain plain -> "/completions";
    };
  }

  /** The body that asks for {@code n} answers to {@code request}, from sample {@code first} on. */
  ObjectNode of(Request request, int first, int n) {
    ObjectNode body = JsonLines.MAPPER.createObjectNode().put("model", options.model());
    switch (options.prompting()) {
      case Prompting.Chat chat -> ask(body.putArray(MESSAGES), request.prompt());
      case Prompting.Plain plain -> body.put("prompt", plain.prompt(request.prompt()));
    }
    body.put("n", n).put("temperature", settings.temperature()).put("top_p", settings.topP());
    body.put("max_tokens", settings.maxTokens());
    body.put("seed", settings.seedOf(request.problem(), first));
    merge(body, options.fields());
    return body;
  }

  private static void ask(ArrayNode messages, String prompt) {
    messages.addObject().put("role", "user").put("content", prompt);
  }

  /** As JSON Merge Patch (RFC 7396) says, but for messages. */
  private static void merge(ObjectNode body, ObjectNode patch) {
    patch.properties().forEach(field -> merge(body, field.getKey(), field.getValue()));
  }

  private static void merge(ObjectNode body, String name, JsonNode value) {
    if (value.isNull()) {
      body.remove(name);
    } else if (name.equals(MESSAGES) && value instanceof ArrayNode before && body.has(name)) {
      body.set(name, before.deepCopy().addAll((ArrayNode) body.get(name)));
    } else if (value instanceof ObjectNode object && body.get(name) instanceof ObjectNode there) {
      merge(there, object);
    } else {
      body.set(name, value);
    }
  }
}
