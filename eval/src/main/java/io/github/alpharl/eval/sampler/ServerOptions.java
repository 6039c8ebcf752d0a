package io.github.alpharl.eval.sampler;

import io.github.alpharl.failure.UsageException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * A server with OpenAI's interface.
 *
 * @param endpoint its base address, such as {@code http://localhost:8000/v1}
 * @param model the model's name there
 * @param apiKey the key; empty where the server wants none
 * @param template applied here before plain completions; empty to let the server's chat interface
 *     apply its own
 * @param plain whether plain completions are used rather than chat
 * @param concurrency requests at a time
 * @param timeout of one request
 */
public record ServerOptions(
    URI endpoint,
    String model,
    Optional<String> apiKey,
    Optional<ChatTemplate> template,
    boolean plain,
    int concurrency,
    Duration timeout,
    Backoff backoff) {

  /** Checks the address and the ranges. */
  public ServerOptions {
    String scheme = String.valueOf(endpoint.getScheme());
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw UsageException.of(
          "--endpoint must be an http or https address such as http://localhost:8000/v1, not %s",
          endpoint);
    }
    if (endpoint.getUserInfo() != null) {
      throw UsageException.of(
          "--endpoint must not hold a user name or password; give a key by its environment variable");
    }
    if (concurrency < 1 || concurrency > 4096) {
      throw UsageException.of("--concurrency must be between 1 and 4096, not %d", concurrency);
    }
  }

  @Override
  public String toString() {
    return (plain ? "completions" : "chat") + " of " + model + " at " + endpoint;
  }
}
