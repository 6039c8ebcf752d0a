package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.eval.sampler.ServerClient.Page;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a server says about a failure, in one line without the key. */
final class ServerWords {

  private static final int LONGEST = 300;

  /** {@code <title>502 Bad Gateway</title>} */
  private static final Pattern TITLE = Pattern.compile("(?is)<title>(.*?)</title>");

  private final ServerOptions options;

  ServerWords(ServerOptions options) {
    this.options = options;
  }

  /** ": words", or nothing where the page has none. */
  String after(Page page) {
    String said = of(page);
    return said.isEmpty() ? "" : ": " + said;
  }

  /** The words of a refusal, with what to do where that is plain. */
  String ofRefusal(Page page) {
    String said = of(page);
    return switch (page.status()) {
      case 401, 403 -> said + " (" + keyHint() + ")";
      case 404, 405 -> said + addressHint();
      case 301, 302, 303, 307, 308 -> "moved to " + line(page.location());
      default -> said.isEmpty() ? "no reason given" : said;
    };
  }

  private String keyHint() {
    ApiKey key = options.key();
    return key.value().isPresent()
        ? "the key in the variable " + key.variable() + " was sent"
        : "no key was sent; it belongs into the variable " + key.variable();
  }

  private String addressHint() {
    String end = options.endpoint().getPath();
    return end.endsWith("/v1")
        ? ""
        : " (is the address right? It usually ends with /v1, as in http://localhost:8000/v1)";
  }

  /** Why an exchange with the server failed. */
  String of(IOException e) {
    if (e instanceof ConnectException) {
      boolean unknown = e.getCause() != null && hasCause(e, UnresolvedAddressException.class);
      return unknown ? "there is no such host" : "nobody listens there";
    }
    String message = options.hide(String.valueOf(e.getMessage())).replaceAll("\\s+", " ");
    return e.getMessage() == null ? "the connection broke" : message;
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
    return e != null && (type.isInstance(e) || hasCause(e.getCause(), type));
  }

  private String of(Page page) {
    try {
      String said = of(JsonLines.MAPPER.readTree(page.text()));
      return said.isEmpty() ? line(page.text()) : said;
    } catch (JsonProcessingException e) {
      Matcher title = TITLE.matcher(page.text());
      return line(title.find() ? title.group(1) : page.text());
    }
  }

  /**
   * The words in {@code json}: OpenAI's {@code error.message}, FastAPI's {@code detail}, vLLM's
   * {@code message}; empty where there are none.
   */
  String of(JsonNode json) {
    JsonNode error = json.path("error");
    String said =
        error.isTextual() ? error.asText() : firstText(error, "message", "detail", "type");
    return line(said.isEmpty() ? firstText(json, "message", "detail") : said);
  }

  private static String firstText(JsonNode json, String... names) {
    for (String name : names) {
      JsonNode value = json.path(name);
      if (value.isArray()) {
        return problems(value);
      }
      if (value.isTextual() && !value.asText().isBlank()) {
        return value.asText();
      }
    }
    return "";
  }

  /** FastAPI's list of what is wrong: {@code [{"loc": ["body", "n"], "msg": "too large"}]}. */
  private static String problems(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(p -> p.path("loc").path(p.path("loc").size() - 1).asText() + ": " + p.path("msg"))
        .collect(Collectors.joining("; "));
  }

  /** {@code text} as one line of bounded length. */
  String line(String text) {
    String line = options.hide(text).replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
  }
}
