package io.github.alpharl.eval.sampler;

import java.util.Optional;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Keeps a key out of texts and out of what the HTTP client logs. The client hides the request's
 * header itself, but logs bodies as they are, and servers repeat a key that they refuse.
 */
final class KeyMask implements AutoCloseable {

  /**
   * Kept here because the logging library forgets loggers, and their filters, that nobody holds.
   */
  private static final Logger CLIENT = Logger.getLogger("okhttp3.OkHttpClient");

  private final Optional<String> key;
  private final Filter before = CLIENT.getFilter();

  KeyMask(Optional<String> key) {
    this.key = key;
    CLIENT.setFilter(this::pass);
  }

  private boolean pass(LogRecord line) {
    line.setMessage(apply(String.valueOf(line.getMessage())));
    return before == null || before.isLoggable(line);
  }

  /** {@code text} with stars in place of the key. */
  String apply(String text) {
    return key.map(k -> text.replace(k, "***")).orElse(text);
  }

  @Override
  public void close() {
    CLIENT.setFilter(before);
  }
}
