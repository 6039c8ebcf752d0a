package io.github.alpharl.eval.sampler;

import java.util.Optional;

/**
 * A server's key, which is never shown.
 *
 * @param value empty where none is sent
 * @param variable the environment variable that holds it: for messages
 */
public record ApiKey(Optional<String> value, String variable) {

  /** {@code text} with stars in place of the key: servers repeat keys that they refuse. */
  String hide(String text) {
    return value.map(v -> text.replace(v, "***")).orElse(text);
  }

  @Override
  public String toString() {
    return (value.isPresent() ? "the key in " : "no key in ") + variable;
  }
}
