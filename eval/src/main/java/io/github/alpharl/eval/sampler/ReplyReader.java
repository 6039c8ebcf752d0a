package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.eval.sampler.Reply.Answer;
import io.github.alpharl.eval.sampler.Reply.Answers;
import io.github.alpharl.eval.sampler.Reply.Refusal;
import io.github.alpharl.eval.sampler.Reply.Trouble;
import io.github.alpharl.eval.sampler.ServerClient.Page;
import io.github.alpharl.json.JsonLines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what servers send. Only the texts are needed: everything else (usage, finish reason, ids)
 * may be missing or strange.
 */
final class ReplyReader {

  private final ServerOptions options;
  private final ServerWords words;

  ReplyReader(ServerOptions options) {
    this.options = options;
    this.words = new ServerWords(options);
  }

  Reply read(Page page) {
    return switch (page.status() / 100) {
      case 2 -> answers(page);
      case 5 -> trouble(page);
      default -> passes(page.status()) ? trouble(page) : refusal(page);
    };
  }

  private static boolean passes(int status) {
    return status == 408 || status == 409 || status == 425 || status == 429;
  }

  private Trouble trouble(Page page) {
    String sentence = "status " + page.status() + words.after(page);
    return new Trouble(sentence, RetryAfter.of(page.retryAfter()), false);
  }

  private Refusal refusal(Page page) {
    return new Refusal(page.status(), words.ofRefusal(page));
  }

  private Reply answers(Page page) {
    JsonNode json = json(page.text());
    if (json.isMissingNode()) {
      return noJson(page);
    }
    List<Answer> answers = choices(json);
    if (!answers.isEmpty()) {
      return new Answers(answers);
    }
    String said = words.of(json);
    String sentence = said.isEmpty() ? "an answer without any choices" : "an error: " + said;
    return new Trouble(sentence, Duration.ZERO, false);
  }

  private Trouble noJson(Page page) {
    boolean typed = !page.type().isBlank() && !page.type().contains("json");
    String what = page.text().isBlank() ? "nothing" : typed ? page.type() : "broken JSON";
    String sentence = "an answer that holds " + what + " instead of JSON";
    return new Trouble(sentence, Duration.ZERO, typed && !page.text().isBlank());
  }

  private static JsonNode json(String text) {
    try {
      JsonNode json = JsonLines.MAPPER.readTree(text);
      return json.isObject() ? json : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private List<Answer> choices(JsonNode json) {
    List<JsonNode> choices = new ArrayList<>();
    json.path("choices").forEach(choices::add);
    choices.removeIf(choice -> !choice.isObject() || hasFailed(choice));
    JsonNode count = json.path("usage").path("completion_tokens");
    long total = count.isNumber() && count.asLong() >= 0 ? count.asLong() : -1;
    List<Answer> answers = new ArrayList<>();
    for (JsonNode choice : choices) {
      answers.add(answer(choice, share(total, answers.size(), choices.size())));
    }
    return answers;
  }

  /** Routers report in a choice that their upstream failed. */
  private static boolean hasFailed(JsonNode choice) {
    return choice.path("finish_reason").asText().equals("error");
  }

  /**
   * The server counts the tokens of all samples together: an equal share for each, the total kept.
   */
  private static int share(long total, int index, int n) {
    return total < 0 ? -1 : (int) (total / n + (index < total % n ? 1 : 0));
  }

  private Answer answer(JsonNode choice, int tokens) {
    JsonNode message = choice.path("message");
    String text = text(message.has("content") ? message.path("content") : choice.path("text"));
    return new Answer(options.hide(text), tokens, ending(choice, message, text));
  }

  /** A text, or a list of parts of which the texts count. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.isNull() ? "" : content.asText();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append((part.isTextual() ? part : part.path("text")).asText()));
    return text.toString();
  }

  private static Ending ending(JsonNode choice, JsonNode message, String text) {
    if (choice.path("finish_reason").asText().equals("length")) {
      return Ending.CUT;
    }
    if (!text.isBlank()) {
      return Ending.COMPLETE;
    }
    boolean reasoned = isText(message, "reasoning_content") || isText(message, "reasoning");
    return reasoned ? Ending.REASONING_ONLY : Ending.EMPTY;
  }

  private static boolean isText(JsonNode message, String name) {
    return message.path(name).isTextual() && !message.path(name).asText().isBlank();
  }
}
