package io.github.alpharl.eval.sampler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * A server with OpenAI's interface.
 *
 * @param endpoint its base address, such as {@code http://localhost:8000/v1}
 * @param model the model's name there
 * @param weights what is known of the model's weights, such as a fingerprint; may be empty
 * @param fields of the request, added to the usual ones: a null removes a field, messages are put
 *     before the question
 * @param concurrency requests at a time
 * @param timeout of one request
 */
public record ServerOptions(
    URI endpoint,
    String model,
    String weights,
    ApiKey key,
    Prompting prompting,
    ObjectNode fields,
    int concurrency,
    Duration timeout,
    Backoff backoff) {

  private static final String EXAMPLE = "an http or https address such as http://localhost:8000/v1";

  /** Checks the address and the ranges. */
  public ServerOptions {
    String scheme = String.valueOf(endpoint.getScheme());
    if (endpoint.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw UsageException.of("the endpoint must be %s, not %s", EXAMPLE, endpoint)
          .by(Setting.ENDPOINT);
    }
    if (endpoint.getUserInfo() != null) {
      throw UsageException.of(
              "the endpoint must not hold a user name or password; give a key by its environment variable")
          .by(Setting.ENDPOINT);
    }
    if (concurrency < 1 || concurrency > 4096) {
      throw UsageException.of("the concurrency must be between 1 and 4096, not %d", concurrency)
          .by(Setting.CONCURRENCY);
    }
    endpoint = URI.create(endpoint.toString().replaceFirst("/+$", ""));
    fields = fields.deepCopy();
  }

  /** The address that {@code text} is. */
  public static URI address(String text) {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw UsageException.because("the endpoint must be " + EXAMPLE + ", not " + text, e)
          .by(Setting.ENDPOINT);
    }
  }

  /** What distinguishes its answers: interface, model, address, request fields. */
  String description() {
    StringBuilder text = new StringBuilder(kind() + ":" + model);
    text.append(weights.isEmpty() ? "" : "#" + weights).append(" at ").append(endpoint);
    return text.append(fields.isEmpty() ? "" : " with " + fields).toString();
  }

  private String kind() {
    return switch (prompting) {
      case Prompting.Chat chat -> "chat";
      case Prompting.Plain plain -> plain.template().isPresent() ? "template" : "completions";
    };
  }

  /** {@code text} without the key. */
  String hide(String text) {
    return key.hide(text);
  }

  @Override
  public String toString() {
    return kind() + " of " + model + " at " + endpoint;
  }
}
