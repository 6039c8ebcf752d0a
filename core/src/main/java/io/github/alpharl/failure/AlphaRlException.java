package io.github.alpharl.failure;

import java.io.Serial;
import java.util.Optional;

/**
 * A failure with one clear sentence for the user: which file, which tensor or key, what was expected
 * and what to do. What a caller may decide on is in its fields, never in the sentence.
 */
public abstract sealed class AlphaRlException extends RuntimeException
    permits UsageException, BadDataException, EnvironmentException {

  @Serial private static final long serialVersionUID = 2;

  private final Setting setting; // null where none is meant

  AlphaRlException(String message, Throwable cause, Setting setting) {
    super(message, cause);
    this.setting = setting;
  }

  /** The setting that would mend it, if there is one. */
  public Optional<Setting> setting() {
    return Optional.ofNullable(setting);
  }
}
