package io.github.alpharl.failure;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.Serial;
import java.util.Locale;

/**
 * The command or the call was wrong: an unknown option, a value out of range, too few checkpoints.
 */
public final class UsageException extends AlphaRlException {

  @Serial private static final long serialVersionUID = 2;

  private UsageException(String message, Throwable cause, Setting setting) {
    super(message, cause, setting);
  }

  /** The failure whose sentence is {@code format} filled with {@code args}. */
  @FormatMethod
  public static UsageException of(@FormatString String format, Object... args) {
    return because(String.format(Locale.ROOT, format, args), null);
  }

  /** The failure {@code message}, with the exception that revealed it. */
  public static UsageException because(String message, Throwable cause) {
    return new UsageException(message, cause, null);
  }

  /** This, mended by {@code setting}. */
  public UsageException by(Setting setting) {
    return new UsageException(getMessage(), getCause(), setting);
  }
}
