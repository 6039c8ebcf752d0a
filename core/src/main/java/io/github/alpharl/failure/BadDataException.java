package io.github.alpharl.failure;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The input is damaged, incomplete or contradicts itself. A room may give a case that its callers
 * tell apart a type of its own.
 */
public non-sealed class BadDataException extends AlphaRlException {

  @Serial private static final long serialVersionUID = 2;

  private final transient Place place; // null where the sentence alone tells
  private final Defect defect;

  /** A case with a type of its own. */
  protected BadDataException(String message, Throwable cause, Defect defect) {
    this(message, cause, null, null, defect);
  }

  private BadDataException(
      String message, Throwable cause, Setting setting, Place place, Defect defect) {
    super(message, cause, setting);
    this.place = place;
    this.defect = defect;
  }

  /** The failure whose sentence is {@code format} filled with {@code args}. */
  @FormatMethod
  public static BadDataException of(@FormatString String format, Object... args) {
    return because(String.format(Locale.ROOT, format, args), null);
  }

  /** The failure {@code message}, with the exception that revealed it. */
  public static BadDataException because(String message, Throwable cause) {
    return new BadDataException(message, cause, null, null, Defect.DAMAGED);
  }

  /** This, mended by {@code setting}. */
  public BadDataException by(Setting setting) {
    return new BadDataException(getMessage(), getCause(), setting, place, defect);
  }

  /** This, found at {@code place}. */
  public BadDataException at(Place place) {
    return new BadDataException(getMessage(), getCause(), setting().orElse(null), place, defect);
  }

  /** This, found in {@code file}. */
  public BadDataException in(Path file) {
    return at(Place.of(file));
  }

  /** This, found at the tensor, column or {@code key} of {@code file}. */
  public BadDataException in(Path file, String key) {
    return at(Place.of(file, key));
  }

  /** This, found at a byte or line of {@code file}. */
  public BadDataException in(Path file, long offset) {
    return at(Place.of(file, offset));
  }

  /** This, found at a tensor or {@code key} whose file is not known here. */
  public BadDataException on(String key) {
    return at(Place.ofKey(key));
  }

  /** This, of another kind. */
  public BadDataException as(Defect defect) {
    return new BadDataException(getMessage(), getCause(), setting().orElse(null), place, defect);
  }

  /** Where it was found. */
  public Optional<Place> place() {
    return Optional.ofNullable(place);
  }

  /** What is wrong. */
  public Defect defect() {
    return defect;
  }
}
