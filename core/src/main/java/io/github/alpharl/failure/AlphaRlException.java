package io.github.alpharl.failure;

import java.io.Serial;

/**
 * An error with one clear sentence for the user: which file, which tensor or key, what was expected
 * and what to do. Its kind decides the exit code of the command line.
 */
public abstract sealed class AlphaRlException extends RuntimeException
    permits UsageException, BadDataException, EnvironmentException {

  @Serial private static final long serialVersionUID = 1;

  AlphaRlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The exit code of a command that ends with this error: 2 usage, 3 bad data, 4 environment. */
  public abstract int exitCode();
}
