package io.github.alpharl.failure;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.Serial;
import java.util.Locale;

/**
 * The machine is in the way: no space, no permission, a missing library, a file that vanished.
 */
public final class EnvironmentException extends AlphaRlException {

  @Serial private static final long serialVersionUID = 2;

  private EnvironmentException(String message, Throwable cause, Setting setting) {
    super(message, cause, setting);
  }

  /** The failure whose sentence is {@code format} filled with {@code args}. */
  @FormatMethod
  public static EnvironmentException of(@FormatString String format, Object... args) {
    return because(String.format(Locale.ROOT, format, args), null);
  }

  /** The failure {@code message}, with the exception that revealed it. */
  public static EnvironmentException because(String message, Throwable cause) {
    return new EnvironmentException(message, cause, null);
  }

  /** This, mended by {@code setting}. */
  public EnvironmentException by(Setting setting) {
    return new EnvironmentException(getMessage(), getCause(), setting);
  }
}
