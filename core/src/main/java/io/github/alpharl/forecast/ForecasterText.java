package io.github.alpharl.forecast;

import io.github.alpharl.failure.UsageException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A forecaster as a user writes it: a name, then options such as {@code :lag=3} or {@code :v}. */
public final class ForecasterText {

  private final String text;
  private final String name;
  private final Map<String, String> options = new HashMap<>();
  private final String[] parts;

  ForecasterText(String text) {
    this.text = text;
    parts = text.strip().toLowerCase(Locale.ROOT).split(":", -1);
    name = parts[0];
  }

  /** What comes first. */
  String name() {
    return name;
  }

  /** Reads the options, which must be of {@code known}: flags as they are, others with a "=". */
  ForecasterText read(Set<String> known, String forms) {
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String key = equals < 0 ? parts[i] : parts[i].substring(0, equals);
      String form = equals < 0 ? key : key + "=";
      if (!known.contains(form)
          || options.put(key, equals < 0 ? "" : parts[i].substring(equals + 1)) != null) {
        throw UsageException.of(
            "forecaster '%s': cannot read '%s'; known are %s", text, parts[i], forms);
      }
    }
    return this;
  }

  /** Whether the option was given. */
  public boolean has(String key) {
    return options.containsKey(key);
  }

  /** The d of {@code damp=D}, 1 where it was not given. */
  public double damping() {
    double damping = number("damp", 1);
    if (damping <= 0) {
      throw refused("damp must be over 0");
    }
    return damping;
  }

  /** The N of {@code cap=N}, infinite where it was not given. */
  public double cap() {
    double cap = number("cap", Double.POSITIVE_INFINITY);
    if (cap < 0) {
      throw refused("cap must not be negative");
    }
    return cap;
  }

  /** A whole number from 1 on. */
  public int whole(String key, int otherwise) {
    double value = number(key, otherwise);
    if (value != Math.rint(value) || value < 1 || value > 1_000_000) {
      throw refused(key + " must be a whole number from 1 on");
    }
    return (int) value;
  }

  /** A finite number. */
  public double number(String key, double otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    try {
      double value = Double.parseDouble(options.get(key));
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw refused(key + " must be a number, not '" + options.get(key) + "'");
  }

  /** The refusal of this text for {@code reason}. */
  public UsageException refused(String reason) {
    return UsageException.of("forecaster '%s': %s", text, reason);
  }
}
