package io.github.alpharl.spectral.kernel;

import java.io.Serial;

/** A weight is NaN or infinite; the message names tensor, count and first index. */
public final class NonFiniteException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public NonFiniteException(String message) {
    super(message);
  }
}
