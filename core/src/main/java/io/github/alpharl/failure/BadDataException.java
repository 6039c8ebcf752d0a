package io.github.alpharl.failure;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.Serial;
import java.util.Locale;

/**
 * The input is damaged, incomplete or contradicts itself. A room may give a case that its callers
 * tell apart a type of its own.
 */
public non-sealed class BadDataException extends AlphaRlException {

  @Serial private static final long serialVersionUID = 1;

  protected BadDataException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The error whose sentence is {@code format} filled with {@code args}. */
  @FormatMethod
  public static BadDataException of(@FormatString String format, Object... args) {
    return new BadDataException(String.format(Locale.ROOT, format, args), null);
  }

  /** The error {@code message}, with the exception that revealed it. */
  public static BadDataException because(String message, Throwable cause) {
    return new BadDataException(message, cause);
  }

  @Override
  public int exitCode() {
    return 3;
  }
}
